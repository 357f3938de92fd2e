// SPDX-License-Identifier: Apache-2.0
import 'reflect-metadata';
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import * as x509 from '@peculiar/x509';
import type { TrustRoot } from '../../src/sigstore/trust/trust-material.js';
import { createVerifier } from '../../src/sigstore/verifier.js';
import { issue, type Issued, leafExtensions } from '../support/authority.js';
import { TestLog } from '../support/log.js';
import {
  CERTIFICATE,
  certifiedLayer,
  IMAGE,
  IMAGE_DIGEST,
  type Layer,
  payloadFor,
  registryWith,
} from '../support/signed-image.js';
import { authorityOf, NOW, trustRootOf } from '../support/trust.js';

const PAYLOAD = payloadFor();
const FAILED =
  'verification failed: Several Signature Layers failed verification: ';

interface Asked {
  readonly certificate?: Issued;
  readonly chain?: readonly Issued[] | undefined;
  readonly rekor?: boolean;
  readonly trustRoot?: TrustRoot | undefined;
  readonly now?: Date;
}

describe('certificates', () => {
  const log = new TestLog();
  let root: Issued;
  let alice: Issued;
  let trust: TrustRoot;

  before(async () => {
    root = await issue({ subject: 'CN=Root', ca: {} });
    alice = await issue({ subject: 'CN=Alice', issuer: root });
    trust = trustIn(log);
  });

  function trustIn(trusted: TestLog, end?: string): TrustRoot {
    return trustRootOf({
      tlogs: [trusted.trusted(end)],
      certificateAuthorities: [authorityOf([root])],
    });
  }

  const signed = (by: Issued, time?: Date, named: Issued = by) =>
    certifiedLayer(PAYLOAD, by, { log, time, named });

  function verify(layers: readonly Layer[], asked: Asked = {}) {
    const chain = 'chain' in asked ? asked.chain : [root];
    return createVerifier({
      registry: registryWith(layers),
      trustRoot: 'trustRoot' in asked ? asked.trustRoot : trust,
      now: () => asked.now ?? NOW,
    }).verify({
      kind: 'certificate',
      image: IMAGE,
      certificate: Buffer.from((asked.certificate ?? alice).pem),
      requireRekorBundle: asked.rekor ?? true,
      ...(chain === undefined
        ? {}
        : { certificateChain: chain.map(({ pem }) => Buffer.from(pem)) }),
    });
  }

  const rejects = (layers: readonly Layer[], asked: Asked, message: string) =>
    assert.rejects(verify(layers, asked), { code: 'VERIFICATION', message });

  test('logged inside the validity', async () => {
    const answer = await verify([signed(alice, NOW)]);
    assert.deepEqual(answer, { digest: IMAGE_DIGEST });
  });

  test('not logged: only where no log is required', async () => {
    await verify([signed(alice)], { rekor: false });
    await rejects(
      [signed(alice)],
      {},
      `${FAILED}signature layer 1: no trusted Rekor bundle with a time`,
    );
  });

  test('a log that nobody trusts', async () => {
    const reason = `${FAILED}signature layer 1: no trusted Rekor bundle with a time`;
    await rejects([signed(alice, NOW)], { trustRoot: undefined }, reason);
    const expired = trustIn(log, '2024-01-01T00:00:00Z');
    await rejects([signed(alice, NOW)], { trustRoot: expired }, reason);
    await rejects(
      [signed(alice, NOW)],
      { trustRoot: trustIn(new TestLog()) },
      'failed to get image trusted layers: No Signature Layer passed ' +
        'verification: signature layer 1: inclusion promise could not be verified',
    );
  });

  test('logged outside the validity', async () => {
    const short = await issue({
      subject: 'CN=Short',
      issuer: root,
      notBefore: '2025-01-01T00:00:00Z',
      notAfter: '2025-12-31T00:00:00Z',
    });
    const early = new Date('2024-12-31T23:59:59Z');
    await rejects(
      [signed(short, early)],
      { certificate: short },
      `${FAILED}signature layer 1: Certificate was issued after signatures ` +
        'were entered in log: 2025-01-01T00:00:00.000Z is after ' +
        '2024-12-31T23:59:59.000Z',
    );
    const later = {
      certificate: short,
      chain: undefined,
      now: new Date('2026-06-01T00:00:00Z'),
    };
    const late = new Date('2025-12-31T00:00:01Z');
    await rejects(
      [signed(short, late)],
      later,
      `${FAILED}signature layer 1: Certificate expired before signatures ` +
        'were entered in log: 2025-12-31T00:00:00.000Z is before ' +
        '2025-12-31T00:00:01.000Z',
    );
    const last = new Date('2025-12-31T00:00:00Z');
    await verify([signed(short, last)], later);
  });

  test('expired now: never with a chain, else only if logged in time', async () => {
    const past = await issue({
      subject: 'CN=Past',
      issuer: root,
      notAfter: '2021-01-01T00:00:00Z',
    });
    const inTime = new Date('2020-06-01T00:00:00Z');
    await rejects(
      [signed(past, inTime)],
      { certificate: past },
      'Certificate is being used after its expiration date (CertExpired)',
    );
    const pinned = { certificate: past, chain: undefined };
    await verify([signed(past, inTime)], pinned);
    await rejects(
      [signed(past)],
      { ...pinned, rekor: false },
      `${FAILED}signature layer 1: certificate expired and nothing vouches ` +
        'for the signing time',
    );
  });

  test('not valid yet', async () => {
    await rejects(
      [signed(alice)],
      { now: new Date('2019-01-01T00:00:00Z'), rekor: false },
      'Certificate validity check failed: cannot be used before ' +
        '2020-01-01T00:00:00.000Z',
    );
  });

  test('chains: empty, foreign, none', async () => {
    const unknown =
      'Certificate is not trusted by the provided cert chain (UnknownIssuer)';
    await rejects([signed(alice, NOW)], { chain: [] }, unknown);
    const other = await issue({ subject: 'CN=Root', ca: {} });
    await rejects([signed(alice, NOW)], { chain: [other] }, unknown);
    await verify([signed(alice, NOW)], { chain: undefined });
  });

  test('usages and names a signing certificate needs', async () => {
    const { digitalSignature, keyAgreement } = x509.KeyUsageFlags;
    const [usage, extended, name] = leafExtensions();
    assert.ok(usage && extended && name);
    const wrongUsage = new x509.KeyUsagesExtension(keyAgreement, true);
    const goodUsage = new x509.KeyUsagesExtension(digitalSignature);
    const web = new x509.ExtendedKeyUsageExtension(['1.3.6.1.5.5.7.3.1']);
    for (const [extensions, message] of [
      [[extended, name], 'digital signature key usage'],
      [[wrongUsage, extended, name], 'digital signature key usage'],
      [[goodUsage, name], 'code signing extended key usage'],
      [[goodUsage, web, name], 'code signing extended key usage'],
    ] as const) {
      const certificate = await issue({
        subject: 'CN=Unfit',
        issuer: root,
        extensions,
      });
      await rejects(
        [signed(certificate, NOW)],
        { certificate },
        `Bundled certificate does not have ${message}`,
      );
    }
    const nameless = await issue({
      subject: 'CN=Nameless',
      issuer: root,
      extensions: [usage, extended],
    });
    await rejects(
      [signed(nameless, NOW)],
      { certificate: nameless },
      'Certificate without Subject Alternative Name',
    );
  });

  test('another certificate of the same key', async () => {
    const renewed = await issue({
      subject: 'CN=Alice',
      issuer: root,
      serialNumber: '0103',
      keys: alice.keys,
    });
    await rejects(
      [signed(alice)],
      { certificate: renewed, rekor: false },
      `${FAILED}signature layer 1: signature comes with another certificate ` +
        'of the same key',
    );
    const layer = signed(alice, NOW, renewed);
    const mixed = {
      ...layer,
      annotations: { ...layer.annotations, [CERTIFICATE]: alice.pem },
    };
    await rejects(
      [mixed],
      {},
      'failed to get image trusted layers: No Signature Layer passed ' +
        'verification: signature layer 1: log entry is about another certificate',
    );
  });

  test('a certificate that is none', async () => {
    const text = { ...alice, pem: 'nothing' };
    await rejects(
      [signed(alice, NOW)],
      { certificate: text },
      'Certificate PEM data is not valid: no items found',
    );
  });
});
