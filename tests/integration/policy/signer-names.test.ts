// SPDX-License-Identifier: Apache-2.0

/** How messages name the signers that are missing. */
import assert from 'node:assert/strict';
import { createHash, createPublicKey, X509Certificate } from 'node:crypto';
import { describe, it } from 'node:test';
import {
  ADDRESS_LEAF,
  LEAF,
  LONG_LEAF,
  NAMELESS_LEAF,
  SECOND_LEAF,
} from '../../fixtures/vectors/chains.js';
import { PEM } from '../../support/generate/images.js';
import type { JsonObject } from '../../support/json.js';
import { creation, podOf, validate } from '../../support/policy.js';
import { rejected, said } from '../../support/rejection.js';
import { failure, verifyingHost } from '../../support/scripted-host.js';

const IMAGE = 'a.io/b:1';
const NONE = verifyingHost(() =>
  failure(
    'Callback evaluation failure: verification failed: Several Signature Layers failed verification',
  ),
);
/** The beginning of a SHA-256, as messages have it. */
const fingerprint = (der: Uint8Array): string =>
  `sha256:${createHash('sha256').update(der).digest('hex').slice(0, 16)}...`;
const ofKey = (pem: string): string =>
  fingerprint(createPublicKey(pem).export({ type: 'spki', format: 'der' }));

function names(entry: JsonObject, names: string, cause: string): void {
  const { message } = validate(
    creation(podOf(IMAGE)),
    { signatures: [{ image: '*', ...entry }] },
    NONE,
  );
  const what = `is unsigned, or its signatures cannot be read or are not by ${names}`;
  assert.equal(
    message,
    rejected(
      said(IMAGE, what, 'unsigned-or-unreadable', 0, `signatures[0].${cause}`),
    ),
  );
}

describe('a certificate', () => {
  const named = (certificate: string, name: string): void =>
    names({ certificates: [certificate] }, name, 'certificates[0]');

  it('has its common name and alternative name', () => {
    named(PEM.alice, 'Alice <alice@example.org>');
  });

  it('has its common name alone', () => {
    named(LEAF, 'leaf');
  });

  it('has its alternative name alone', () => {
    named(ADDRESS_LEAF, 'ops@vectors.example');
  });

  it('has the beginning of its fingerprint where it has no name', () => {
    const { raw } = new X509Certificate(NAMELESS_LEAF);
    named(NAMELESS_LEAF, `the certificate ${fingerprint(raw)}`);
  });
});

describe('several certificates', () => {
  const all = [PEM.alice, PEM.bob, LEAF, SECOND_LEAF, LONG_LEAF];
  const named = (count: number, name: string): void =>
    names({ certificates: all.slice(0, count) }, name, 'certificates');

  it('are named up to three', () => {
    const two = 'Alice <alice@example.org> and Bob <bob@example.org>';
    named(2, two);
    named(3, `${two.replace(' and', ',')} and leaf`);
  });

  it('are counted behind three', () => {
    named(
      4,
      'Alice <alice@example.org>, Bob <bob@example.org>, leaf and 1 more',
    );
    named(
      5,
      'Alice <alice@example.org>, Bob <bob@example.org>, leaf and 2 more',
    );
  });
});

describe('other signers', () => {
  const issuer = 'https://accounts.example.org';

  it('are a key with the beginning of its fingerprint', () => {
    names(
      { pubKeys: [PEM.release] },
      `the key ${ofKey(PEM.release)}`,
      'pubKeys[0]',
    );
  });

  it('are an identity by subject and issuer', () => {
    names(
      { keyless: [{ issuer, subject: 'dev@acme.example' }] },
      `dev@acme.example of ${issuer}`,
      'keyless[0]',
    );
  });

  it('are a prefix with a star', () => {
    names(
      { keylessPrefix: [{ issuer, urlPrefix: 'https://acme.example/a' }] },
      `https://acme.example/a* of ${issuer}`,
      'keylessPrefix[0]',
    );
  });

  it('are the owner of workflows, and the repository', () => {
    names(
      { githubActions: { owner: 'acme' } },
      'GitHub Actions of acme',
      'githubActions',
    );
    names(
      { githubActions: { owner: 'acme', repo: 'api' } },
      'GitHub Actions of acme/api',
      'githubActions',
    );
  });
});
