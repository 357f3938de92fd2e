// SPDX-License-Identifier: Apache-2.0
// Attacks on the verification material of cosign 3 bundles.
import 'reflect-metadata';
import assert from 'node:assert/strict';
import { createPublicKey } from 'node:crypto';
import { before, describe, test } from 'node:test';
import type { VerificationRequest } from '../../src/sigstore/signers/types.js';
import type { TrustRoot } from '../../src/sigstore/trust/trust-material.js';
import {
  identityIssuer,
  issue,
  type Issued,
  leafExtensions,
  publicKeyPem,
} from '../support/authority.js';
import { TestLog } from '../support/log.js';
import {
  bundleText,
  type SignedBundle,
  signedBundle,
} from '../support/signed-bundle.js';
import { IMAGE, registryWith } from '../support/signed-image.js';
import { authorityOf, NOW, trustRootOf, verdictOf } from '../support/trust.js';

const ISSUER = 'https://login.example.org';
const SUBJECT = 'alice@example.org';
const NOT_ADMITTED =
  'failed to get image trusted layers: No Signature Layer passed ' +
  'verification: signature bundle 1: ';
const BAD_CERTIFICATE = `${NOT_ADMITTED}Certificate is not a valid end-entity certificate: BadDer`;
const NOT_SATISFIED =
  'Image verification failed: missing signatures\n' +
  'The following constraints were not satisfied:\n' +
  `kind: genericIssuer\nissuer: ${ISSUER}\nsubject: !equal ${SUBJECT}\n` +
  'annotations: null\n# signature bundle 1: ';

describe('threats to bundles', () => {
  const log = new TestLog();
  let alice: Issued;
  let trustRoot: TrustRoot;
  let bundle: SignedBundle;
  let entry: object;
  let requests: readonly VerificationRequest[];

  before(async () => {
    const root = await issue({ subject: 'CN=Root', ca: {} });
    alice = await issue({
      subject: 'CN=Alice',
      issuer: root,
      extensions: [
        ...leafExtensions({ type: 'email', value: SUBJECT }),
        identityIssuer(ISSUER),
      ],
    });
    trustRoot = trustRootOf({
      tlogs: [log.trusted()],
      certificateAuthorities: [authorityOf([root])],
    });
    bundle = signedBundle(alice, log, NOW);
    const entries = bundle.verificationMaterial['tlogEntries'] as [object];
    [entry] = entries;
    requests = [
      {
        kind: 'keyless',
        image: IMAGE,
        identities: [{ issuer: ISSUER, subject: SUBJECT }],
      },
      {
        kind: 'certificate',
        image: IMAGE,
        certificate: Buffer.from(alice.pem),
        certificateChain: [Buffer.from(root.pem)],
        requireRekorBundle: true,
      },
      { kind: 'pubKeys', image: IMAGE, pubKeys: [publicKeyPem(alice)] },
    ];
  });

  const publicKeyDer = () =>
    createPublicKey(alice.privateKey).export({ format: 'der', type: 'spki' });

  function verdict(
    request: VerificationRequest | undefined,
    ...texts: readonly string[]
  ): Promise<string> {
    assert.ok(request);
    const registry = registryWith(undefined, texts);
    return verdictOf(request, { registry, trustRoot });
  }

  /** Whoever is asked for, the answer to a bundle is the same. */
  async function sayAll(expected: string, text: string): Promise<void> {
    for (const request of requests) {
      assert.equal(await verdict(request, text), expected);
    }
  }

  test('a genuine one is good', async () => {
    await sayAll('', bundleText(bundle));
  });

  test('a log entry that is repeated', async () => {
    for (const count of [2, 3]) {
      const tlogEntries = Array<object>(count).fill(entry);
      const text = bundleText(bundle, { tlogEntries });
      await sayAll(`${NOT_ADMITTED}more than one log entry`, text);
    }
  });

  test('a good entry beside one that nobody vouches for', async () => {
    const stranger = signedBundle(alice, new TestLog(), NOW);
    const [foreign] = stranger.verificationMaterial['tlogEntries'] as [object];
    for (const tlogEntries of [
      [entry, foreign],
      [foreign, entry],
    ]) {
      const text = bundleText(bundle, { tlogEntries });
      await sayAll(`${NOT_ADMITTED}more than one log entry`, text);
    }
  });

  test('one bundle stored twice is one signer', async () => {
    const text = bundleText(bundle);
    const bob = await issue({ subject: 'CN=Bob' });
    const other = publicKeyPem(bob);
    const [, , byKey] = requests;
    assert.ok(byKey?.kind === 'pubKeys');
    const both = { ...byKey, pubKeys: [...byKey.pubKeys, other] };
    const message = await verdict(both, text, text);
    const constraint = message.slice(0, message.indexOf('\n# '));
    assert.equal(
      constraint,
      'Image verification failed: missing signatures\n' +
        'The following constraints were not satisfied:\n' +
        `kind: pubKey\nowner: null\nkey: |\n${other.replace(/^(?=.)/gm, '  ')}` +
        'annotations: null',
    );
  });

  test('a public key in the field of the certificate', async () => {
    for (const key of [publicKeyDer(), Buffer.from(publicKeyPem(alice))]) {
      const rawBytes = key.toString('base64');
      const text = bundleText(bundle, { certificate: { rawBytes } });
      await sayAll(BAD_CERTIFICATE, text);
    }
  });

  test('a public key behind the certificate', async () => {
    const both = Buffer.concat([alice.der, publicKeyDer()]);
    const rawBytes = both.toString('base64');
    const text = bundleText(bundle, { certificate: { rawBytes } });
    await sayAll(BAD_CERTIFICATE, text);
  });

  test('a public key first in a chain of certificates', async () => {
    const certificates = [publicKeyDer(), alice.der].map((bytes) => ({
      rawBytes: bytes.toString('base64'),
    }));
    const text = bundleText(bundle, {
      certificate: undefined,
      x509CertificateChain: { certificates },
    });
    assert.equal(await verdict(requests[0], text), BAD_CERTIFICATE);
  });

  test('the hint of a public key in place of the certificate', async () => {
    const text = bundleText(bundle, {
      certificate: undefined,
      publicKey: { hint: SUBJECT },
    });
    const [keyless, , byKey] = requests;
    assert.equal(
      await verdict(keyless, text),
      `${NOT_SATISFIED}no certificate\n`,
    );
    assert.equal(await verdict(byKey, text), '');
  });
});
