// SPDX-License-Identifier: Apache-2.0
// Bundles that no release of Kubewarden counts are named when they count here.
import 'reflect-metadata';
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { TrustRoot } from '../../src/sigstore/trust/trust-material.js';
import { createVerifier } from '../../src/sigstore/verifier.js';
import { issue, type Issued } from '../support/authority.js';
import { TestLog } from '../support/log.js';
import { bundleText, signedBundle } from '../support/signed-bundle.js';
import { IMAGE, IMAGE_DIGEST, registryWith } from '../support/signed-image.js';
import { issueClock, timestampResponse } from '../support/time-authority.js';
import { authorityOf, NOW, trustRootOf } from '../support/trust.js';

describe('bundles that count here alone', () => {
  const log = new TestLog();
  let alice: Issued;
  let clock: Issued;
  let trustRoot: TrustRoot;

  before(async () => {
    alice = await issue({ subject: 'CN=Alice' });
    const root = await issue({ subject: 'CN=Time Root', ca: {} });
    clock = await issueClock(root);
    trustRoot = trustRootOf({
      tlogs: [log.trusted()],
      timestampAuthorities: [authorityOf([clock, root])],
    });
  });

  /** The warnings of a verification that succeeds. */
  async function warnings(
    text: string,
    requireRekorBundle: boolean,
  ): Promise<readonly string[]> {
    const found: string[] = [];
    const verifier = createVerifier({
      registry: registryWith(undefined, [text]),
      trustRoot,
      warn: (warning) => found.push(warning),
      now: () => NOW,
    });
    const answer = await verifier.verify({
      kind: 'certificate',
      image: IMAGE,
      certificate: Buffer.from(alice.pem),
      requireRekorBundle,
    });
    assert.deepEqual(answer, { digest: IMAGE_DIGEST });
    return found;
  }

  const said = (reason: string) => [
    `signature bundle 1 of ${IMAGE} counts here and in no release of ` +
      `Kubewarden: ${reason}`,
  ];

  const stamp = (signature: Buffer) => {
    const response = timestampResponse({ signature, time: NOW, signer: clock });
    const signedTimestamp = response.toString('base64');
    return { rfc3161Timestamps: [{ signedTimestamp }] };
  };

  test('an entry of Rekor v1 with promise and proof is no news', async () => {
    const text = bundleText(signedBundle(alice, log, NOW));
    assert.deepEqual(await warnings(text, true), []);
  });

  test('a time stamp and no log entry', async () => {
    const bundle = signedBundle(alice, log, NOW);
    const text = bundleText(bundle, {
      tlogEntries: [],
      timestampVerificationData: stamp(bundle.signature),
    });
    const expected = said('it has no log entry');
    assert.deepEqual(await warnings(text, false), expected);
  });

  test('an entry of Rekor v2 with a time stamp', async () => {
    const bundle = signedBundle(alice, log, NOW, 2);
    const timestampVerificationData = stamp(bundle.signature);
    const text = bundleText(bundle, { timestampVerificationData });
    const expected = said('its log entry is of kind dsse 0.0.2');
    assert.deepEqual(await warnings(text, true), expected);
  });

  test('an entry without a promise', async () => {
    const bundle = signedBundle(alice, log, NOW);
    const [entry] = bundle.verificationMaterial['tlogEntries'] as [object];
    const text = bundleText(bundle, {
      tlogEntries: [{ ...entry, inclusionPromise: undefined }],
    });
    const expected = said('its log entry has no promise');
    assert.deepEqual(await warnings(text, false), expected);
  });
});
