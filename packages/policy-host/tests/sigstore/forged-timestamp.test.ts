// SPDX-License-Identifier: Apache-2.0
// Only the certificate that the trust root names signs a time; what a response
// carries beside it is never looked at.
import 'reflect-metadata';
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import * as x509 from '@peculiar/x509';
import { ClientTrustConfig } from '@sigstore/protobuf-specs';
import { toTrustRoot } from '../../src/sigstore/trust/trust-material.js';
import { createVerifier } from '../../src/sigstore/verifier.js';
import { issue, type Issued } from '../support/authority.js';
import { TestLog } from '../support/log.js';
import { bundleText, signedBundle } from '../support/signed-bundle.js';
import {
  IMAGE,
  IMAGE_DIGEST,
  layerOf,
  payloadFor,
  registryWith,
  signPayload,
} from '../support/signed-image.js';
import {
  type Response,
  timestampOf,
  timestampResponse,
} from '../support/time-authority.js';

const NOW = new Date('2025-06-01T00:00:00Z');
const TIME = new Date('2023-06-01T00:00:00Z');
const PAYLOAD = payloadFor();
const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';
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
    clock = await clockBelow(root, '0102');
  });

  const clockBelow = (issuer: Issued, serialNumber: string) =>
    issue({
      subject: 'CN=Clock',
      issuer,
      serialNumber,
      extensions: [new x509.ExtendedKeyUsageExtension([TIME_STAMPING], true)],
    });

  function trust(validFor?: object) {
    const certificates = [clock, root].map(({ der }) => ({
      rawBytes: der.toString('base64'),
    }));
    const authority = { certChain: { certificates }, validFor };
    const config = ClientTrustConfig.fromJSON({
      trustedRoot: {
        tlogs: [log.trusted()],
        timestampAuthorities: [authority],
      },
    });
    assert.ok(config.trustedRoot);
    return toTrustRoot(config.trustedRoot, NOW);
  }

  /** Empty when accepted, else the whole message. */
  async function verdict(
    changes: Partial<Response>,
    validFor?: object,
  ): Promise<string> {
    const signature = signPayload(alice.privateKey, PAYLOAD);
    const response = { signature, time: TIME, signer: clock, ...changes };
    const layer = layerOf(PAYLOAD, signature, {
      'dev.sigstore.cosign/certificate': alice.pem,
      'dev.sigstore.cosign/rfc3161timestamp': timestampOf(response),
    });
    return messageOf({
      registry: registryWith([layer]),
      trustRoot: trust(validFor),
    });
  }

  async function messageOf(
    options: Omit<Parameters<typeof createVerifier>[0], 'now'>,
    requireRekorBundle = false,
  ): Promise<string> {
    const verifier = createVerifier({ ...options, now: () => NOW });
    try {
      const { digest } = await verifier.verify({
        kind: 'certificate',
        image: IMAGE,
        certificate: Buffer.from(alice.pem),
        requireRekorBundle,
      });
      assert.equal(digest, IMAGE_DIGEST);
      return '';
    } catch (cause) {
      return (cause as Error).message;
    }
  }

  test('a genuine one is good', async () => {
    assert.equal(await verdict({}), '');
    assert.equal(await verdict({ certificates: [] }), '');
    assert.equal(await verdict({ certificates: [clock, root] }), '');
  });

  test('the genuine certificate first, signed by another', async () => {
    const mallory = await clockBelow(root, '0103');
    const certificates = [clock, mallory];
    assert.equal(await verdict({ certificates, signer: mallory }), UNVERIFIED);
    const key = mallory.privateKey;
    assert.equal(await verdict({ certificates, key }), UNVERIFIED);
  });

  test('a forged first certificate with the same names', async () => {
    const copy = await issue({ subject: root.subject, ca: {} });
    const forged = await clockBelow(copy, '0102');
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
    assert.equal(await messageOf(options), '');
    assert.equal(
      await messageOf(options, true),
      'verification failed: Several Signature Layers failed verification: ' +
        'signature bundle 1: no trusted Rekor bundle with a time',
    );
  });
});
