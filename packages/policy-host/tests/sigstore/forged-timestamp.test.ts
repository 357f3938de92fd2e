// SPDX-License-Identifier: Apache-2.0
// Only the certificate that the trust root names signs a time; what a response
// carries beside it is never looked at.
import 'reflect-metadata';
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { VerificationRequest } from '../../src/sigstore/signers/types.js';
import { issue, type Issued } from '../support/authority.js';
import { TestLog } from '../support/log.js';
import { bundleText, signedBundle } from '../support/signed-bundle.js';
import {
  CERTIFICATE,
  IMAGE,
  layerOf,
  payloadFor,
  registryWith,
  signPayload,
} from '../support/signed-image.js';
import {
  issueClock,
  type Response,
  timestampOf,
  timestampResponse,
} from '../support/time-authority.js';
import { authorityOf, trustRootOf, verdictOf } from '../support/trust.js';

const TIME = new Date('2023-06-01T00:00:00Z');
const PAYLOAD = payloadFor();
const NOT_ADMITTED =
  'failed to get image trusted layers: No Signature Layer passed ' +
  'verification: signature layer 1: ';
const UNVERIFIED = `${NOT_ADMITTED}timestamp could not be verified`;

describe('forged time stamps', () => {
  const log = new TestLog();
  let alice: Issued;
  let root: Issued;
  let clock: Issued;

  before(async () => {
    // Expired: without a time that counts nothing of Alice's does.
    alice = await issue({
      subject: 'CN=Alice',
      notAfter: '2024-01-01T00:00:00Z',
    });
    root = await issue({ subject: 'CN=Time Root', ca: {} });
    clock = await issueClock(root, '0102');
  });

  function trust(validFor?: object) {
    return trustRootOf({
      tlogs: [log.trusted()],
      timestampAuthorities: [authorityOf([clock, root], { validFor })],
    });
  }

  function verdict(
    changes: Partial<Response>,
    validFor?: object,
  ): Promise<string> {
    const signature = signPayload(alice.privateKey, PAYLOAD);
    const response = { signature, time: TIME, signer: clock, ...changes };
    const layer = layerOf(PAYLOAD, signature, {
      [CERTIFICATE]: alice.pem,
      'dev.sigstore.cosign/rfc3161timestamp': timestampOf(response),
    });
    return verdictOf(byAlice(false), {
      registry: registryWith([layer]),
      trustRoot: trust(validFor),
    });
  }

  const byAlice = (requireRekorBundle: boolean): VerificationRequest => ({
    kind: 'certificate',
    image: IMAGE,
    certificate: Buffer.from(alice.pem),
    requireRekorBundle,
  });

  test('a genuine one is good', async () => {
    assert.equal(await verdict({}), '');
    assert.equal(await verdict({ certificates: [] }), '');
    assert.equal(await verdict({ certificates: [clock, root] }), '');
  });

  test('the genuine certificate first, signed by another', async () => {
    const mallory = await issueClock(root, '0103');
    const certificates = [clock, mallory];
    assert.equal(await verdict({ certificates, signer: mallory }), UNVERIFIED);
    const key = mallory.privateKey;
    assert.equal(await verdict({ certificates, key }), UNVERIFIED);
  });

  test('a forged first certificate with the same names', async () => {
    const copy = await issue({ subject: root.subject, ca: {} });
    const forged = await issueClock(copy, '0102');
    for (const certificates of [[forged], [forged, clock], [clock, forged]]) {
      assert.equal(await verdict({ signer: forged, certificates }), UNVERIFIED);
    }
    // It forges nothing beside a genuine signature: it is not looked at.
    assert.equal(await verdict({ certificates: [forged, clock] }), '');
  });

  test('a certificate of the same root for another purpose', async () => {
    const signer = await issue({
      subject: 'CN=Mallory',
      issuer: root,
      serialNumber: '0104',
    });
    const certificates = [clock, signer];
    assert.equal(await verdict({ signer, certificates }), UNVERIFIED);
  });

  test('a time for another signature', async () => {
    const signature = Buffer.from('another signature');
    assert.equal(await verdict({ signature }), UNVERIFIED);
  });

  test('an authority outside its time', async () => {
    const start = '2020-01-01T00:00:00Z';
    const validFor = { start, end: '2024-01-01T00:00:00Z' };
    assert.equal(await verdict({}, validFor), '');
    const time = new Date('2024-01-01T00:00:01Z');
    assert.equal(await verdict({ time }, validFor), UNVERIFIED);
  });

  test('a time to come', async () => {
    const time = new Date('2025-06-01T00:10:01Z');
    assert.equal(
      await verdict({ time }),
      `${NOT_ADMITTED}signed in the future: 2025-06-01T00:10:01.000Z`,
    );
  });

  test('a bundle with nothing but a time stamp where a log is asked for', async () => {
    const bundle = signedBundle(alice, log, TIME);
    const { signature } = bundle;
    const response = timestampResponse({
      signature,
      time: TIME,
      signer: clock,
    });
    const signedTimestamp = response.toString('base64');
    const text = bundleText(bundle, {
      tlogEntries: [],
      timestampVerificationData: { rfc3161Timestamps: [{ signedTimestamp }] },
    });
    const options = {
      registry: registryWith(undefined, [text]),
      trustRoot: trust(),
    };
    assert.equal(await verdictOf(byAlice(false), options), '');
    assert.equal(
      await verdictOf(byAlice(true), options),
      'verification failed: Several Signature Layers failed verification: ' +
        'signature bundle 1: no trusted Rekor bundle with a time',
    );
  });
});
