// SPDX-License-Identifier: Apache-2.0
// The public trust root comes over the network: it is asked for only where
// nothing can be said without it.
import 'reflect-metadata';
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { VerificationRequest } from '../../src/sigstore/signers/types.js';
import { createVerifier } from '../../src/sigstore/verifier.js';
import { issue, type Issued, publicKeyPem } from '../support/authority.js';
import { TestLog } from '../support/log.js';
import {
  BUNDLE,
  IMAGE,
  IMAGE_DIGEST,
  type Layer,
  layerOf,
  payloadFor,
  registryWith,
  signPayload,
} from '../support/signed-image.js';
import { NOW } from '../support/trust.js';

const PAYLOAD = payloadFor();

/** What a verification came to, and how often it asked for a trust root. */
interface Outcome {
  readonly asked: number;
  readonly digest?: string;
  readonly message?: string;
}

async function verify(
  request: VerificationRequest,
  layers: readonly Layer[],
): Promise<Outcome> {
  let asked = 0;
  const verifier = createVerifier({
    registry: registryWith(layers),
    trustRoot: () => {
      asked += 1;
      return Promise.resolve(undefined);
    },
    now: () => NOW,
  });
  try {
    const { digest } = await verifier.verify(request);
    return { asked, digest };
  } catch (cause) {
    return { asked, message: (cause as Error).message };
  }
}

describe('the trust root', () => {
  const log = new TestLog();
  let alice: Issued;
  let expired: Issued;
  before(async () => {
    alice = await issue({ subject: 'CN=Alice' });
    const notAfter = '2021-01-01T00:00:00Z';
    expired = await issue({ subject: 'CN=Expired', notAfter });
  });

  const byKey = (): VerificationRequest => ({
    kind: 'pubKeys',
    image: IMAGE,
    pubKeys: [publicKeyPem(alice)],
  });
  const byCertificate = (
    one: Issued,
    requireRekorBundle: boolean,
  ): VerificationRequest => ({
    kind: 'certificate',
    image: IMAGE,
    certificate: Buffer.from(one.pem),
    requireRekorBundle,
  });

  function layer(payload = PAYLOAD, logged = payload): Layer {
    const signature = signPayload(alice.privateKey, payload);
    const entry = log.bundle(logged, signature, publicKeyPem(alice), NOW);
    return layerOf(payload, signature, { [BUNDLE]: entry });
  }

  test('is not asked for by keys and valid certificates', async () => {
    const good = { asked: 0, digest: IMAGE_DIGEST };
    assert.deepEqual(await verify(byKey(), [layer()]), good);
    const request = byCertificate(alice, false);
    assert.deepEqual(await verify(request, [layer()]), good);
  });

  test('is asked for by whoever needs a log or an authority', async () => {
    const requests: readonly VerificationRequest[] = [
      byCertificate(alice, true),
      byCertificate(expired, false),
      {
        kind: 'keyless',
        image: IMAGE,
        identities: [{ issuer: 'i', subject: 's' }],
      },
      {
        kind: 'keylessPrefix',
        image: IMAGE,
        identities: [{ issuer: 'i', urlPrefix: 'https://example.org' }],
      },
      { kind: 'githubActions', image: IMAGE, owner: 'acme' },
    ];
    for (const request of requests) {
      const { asked, digest } = await verify(request, [layer()]);
      assert.deepEqual({ asked, digest }, { asked: 1, digest: undefined });
    }
  });

  const OTHER = payloadFor({ other: true });
  test('without it a log entry that is about something else rejects', async () => {
    const message =
      'failed to get image trusted layers: No Signature Layer passed ' +
      'verification: signature layer 1: digest mismatch';
    for (const request of [byKey(), byCertificate(alice, false)]) {
      const outcome = await verify(request, [layer(PAYLOAD, OTHER)]);
      assert.deepEqual(outcome, { asked: 0, message });
    }
  });

  test('without it a log entry of another signature rejects', async () => {
    const { annotations } = layer(OTHER, PAYLOAD);
    const signature = signPayload(alice.privateKey, PAYLOAD);
    const entry = annotations[BUNDLE] ?? '';
    const swapped = layerOf(PAYLOAD, signature, { [BUNDLE]: entry });
    const message =
      'failed to get image trusted layers: No Signature Layer passed ' +
      'verification: signature layer 1: signature mismatch';
    for (const request of [byKey(), byCertificate(alice, false)]) {
      const outcome = await verify(request, [swapped]);
      assert.deepEqual(outcome, { asked: 0, message });
    }
  });
});
