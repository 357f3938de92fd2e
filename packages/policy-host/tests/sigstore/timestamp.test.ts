// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import type { TrustRoot } from '../../src/sigstore/trust/trust-material.js';
import { createVerifier } from '../../src/sigstore/verifier.js';
import { TestLog } from '../support/log.js';
import {
  IMAGE,
  IMAGE_DIGEST,
  layerOf,
  payloadFor,
  registryWith,
} from '../support/signed-image.js';
import { authorityOf, trustRootOf } from '../support/trust.js';

// Made with `openssl ts -query -sha256 -cert` over the signature and
// `openssl ts -reply`; the certificate ends in 2027, the time is in 2026.
const fixture = JSON.parse(
  readFileSync(
    new URL('../../../tests/fixtures/timestamp.json', import.meta.url),
    'utf8',
  ),
) as {
  readonly certificate: string;
  readonly signature: string;
  readonly timestamp: string;
  readonly authority: readonly string[];
};

const LATER = new Date('2030-01-01T00:00:00Z');

function trustIn(authority: readonly string[]): TrustRoot {
  const chain = authority.map((text) => ({ der: Buffer.from(text, 'base64') }));
  const members = {
    tlogs: [new TestLog().trusted()],
    timestampAuthorities: chain.length === 0 ? [] : [authorityOf(chain)],
  };
  return trustRootOf(members, LATER);
}

function verify(trustRoot: TrustRoot, timestamp: string) {
  const layer = layerOf(
    payloadFor(),
    Buffer.from(fixture.signature, 'base64'),
    {
      'dev.sigstore.cosign/certificate': fixture.certificate,
      'dev.sigstore.cosign/rfc3161timestamp': timestamp,
    },
  );
  return createVerifier({
    registry: registryWith([layer]),
    trustRoot,
    now: () => LATER,
  }).verify({
    kind: 'certificate',
    image: IMAGE,
    certificate: Buffer.from(fixture.certificate),
    requireRekorBundle: false,
  });
}

const wrapped = (bytes: Buffer) =>
  JSON.stringify({ SignedRFC3161Timestamp: bytes.toString('base64') });

describe('RFC 3161 timestamps', () => {
  const genuine = Buffer.from(fixture.timestamp, 'base64');

  test('a trusted authority vouches for the signing time', async () => {
    const answer = await verify(trustIn(fixture.authority), wrapped(genuine));
    assert.deepEqual(answer, { digest: IMAGE_DIGEST });
  });

  test('without authorities the timestamp is ignored', async () => {
    await assert.rejects(verify(trustIn([]), wrapped(genuine)), {
      message: /certificate expired and nothing vouches for the signing time$/,
    });
  });

  test('an authority nobody trusts', async () => {
    const strangers = fixture.authority.slice(1);
    await assert.rejects(verify(trustIn(strangers), wrapped(genuine)), {
      message: /signature layer 1: timestamp could not be verified$/,
    });
  });

  test('a changed or malformed timestamp', async () => {
    const changed = Buffer.from(genuine);
    const last = changed.length - 3;
    changed[last] = (changed[last] ?? 0) ^ 1;
    const trust = trustIn(fixture.authority);
    for (const text of [
      wrapped(changed),
      wrapped(Buffer.from('x')),
      '{}',
      '',
    ]) {
      await assert.rejects(verify(trust, text), { code: 'VERIFICATION' }, text);
    }
  });
});
