// SPDX-License-Identifier: Apache-2.0
import 'reflect-metadata';
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import * as x509 from '@peculiar/x509';
import { checkCertificateTrust } from '../../src/sigstore/certificates/certificate-trust.js';
import type { CertificateBytes } from '../../src/sigstore/certificates/types.js';
import { issue, type Issued, leafExtensions } from '../support/authority.js';

const NOT_TRUSTED = 'Certificate is not trusted by the provided cert chain';

const pem = (one: Issued): CertificateBytes => ({
  encoding: 'Pem',
  data: Buffer.from(one.pem),
});
const der = (one: Issued): CertificateBytes => ({
  encoding: 'Der',
  data: one.der,
});

describe('is_certificate_trusted', () => {
  let root: Issued;
  let intermediate: Issued;
  let leaf: Issued;

  before(async () => {
    root = await issue({ subject: 'CN=Root', ca: {} });
    intermediate = await issue({
      subject: 'CN=Intermediate',
      issuer: root,
      ca: { pathLength: 0 },
    });
    leaf = await issue({ subject: 'CN=Leaf', issuer: intermediate });
  });

  async function reasonFor(
    certificate: CertificateBytes,
    chain: readonly CertificateBytes[] | undefined,
    at?: string,
  ): Promise<string> {
    const { trusted, reason } = await checkCertificateTrust({
      certificate,
      ...(chain === undefined ? {} : { chain }),
      ...(at === undefined ? {} : { at }),
    });
    assert.equal(trusted, reason === '');
    return reason;
  }

  test('intermediates first, the anchor last', async () => {
    assert.equal(await reasonFor(pem(leaf), [intermediate, root].map(pem)), '');
    assert.equal(await reasonFor(der(leaf), [intermediate, root].map(der)), '');
  });

  test('the anchor alone may be the issuer', async () => {
    assert.equal(await reasonFor(pem(leaf), [pem(intermediate)]), '');
  });

  test('only the last element is an anchor', async () => {
    const stranger = await issue({ subject: 'CN=Stranger', ca: {} });
    assert.equal(
      await reasonFor(pem(leaf), [intermediate, root, stranger].map(pem)),
      NOT_TRUSTED,
    );
  });

  test('a missing intermediate, an empty chain, public roots', async () => {
    assert.equal(await reasonFor(pem(leaf), [pem(root)]), NOT_TRUSTED);
    assert.equal(await reasonFor(pem(leaf), []), NOT_TRUSTED);
    assert.equal(await reasonFor(pem(leaf), undefined), NOT_TRUSTED);
  });

  test('an issuer of the same name with another key', async () => {
    const impostor = await issue({ subject: 'CN=Root', ca: {} });
    const chain = [intermediate, impostor].map(pem);
    assert.equal(await reasonFor(pem(leaf), chain), NOT_TRUSTED);
  });

  test('validity is checked before the issuer', async () => {
    const late = await reasonFor(pem(leaf), [], '2080-01-01T00:00:00Z');
    assert.equal(late, 'Certificate is being used after its expiration date');
    const early = await reasonFor(pem(leaf), [], '1999-01-01T00:00:00+01:00');
    assert.equal(early, 'Certificate is being used before its validity date');
  });

  test('a leap day is a day', async () => {
    const at = '2024-02-29T23:59:59+14:00';
    assert.equal(
      await reasonFor(pem(leaf), [intermediate, root].map(pem), at),
      '',
    );
  });

  test('an expired intermediate; the anchor may be expired', async () => {
    const window = {
      notBefore: '2020-01-01T00:00:00Z',
      notAfter: '2021-01-01T00:00:00Z',
    };
    const old = await issue({
      subject: 'CN=Old',
      issuer: root,
      ca: {},
      ...window,
    });
    const below = await issue({ subject: 'CN=Below', issuer: old });
    assert.equal(
      await reasonFor(pem(below), [old, root].map(pem)),
      'Certificate is being used after its expiration date',
    );
    assert.equal(await reasonFor(pem(below), [pem(old)]), '');
    const at = '2020-06-01T00:00:00Z';
    assert.equal(await reasonFor(pem(below), [old, root].map(pem), at), '');
  });

  test('a CA is no end entity, an end entity no CA', async () => {
    assert.equal(
      await reasonFor(pem(intermediate), [pem(root)]),
      'Certificate not trusted: CaUsedAsEndEntity',
    );
    const child = await issue({ subject: 'CN=Child', issuer: leaf });
    assert.equal(
      await reasonFor(pem(child), [leaf, intermediate, root].map(pem)),
      NOT_TRUSTED,
    );
    const noCa = await issue({
      subject: 'CN=NoCa',
      issuer: root,
      extensions: [new x509.BasicConstraintsExtension(false)],
    });
    const other = await issue({ subject: 'CN=Other', issuer: noCa });
    assert.equal(
      await reasonFor(pem(other), [pem(noCa)]),
      'Certificate not trusted: EndEntityUsedAsCa',
    );
  });

  test('path length constraints', async () => {
    const second = await issue({
      subject: 'CN=Second',
      issuer: intermediate,
      ca: {},
    });
    const below = await issue({ subject: 'CN=Below', issuer: second });
    assert.equal(
      await reasonFor(pem(below), [second, intermediate, root].map(pem)),
      'Certificate not trusted: PathLenConstraintViolated',
    );
  });

  test('an intermediate that may not sign certificates', async () => {
    const usages = x509.KeyUsageFlags.digitalSignature;
    const wrong = await issue({
      subject: 'CN=Wrong',
      issuer: root,
      extensions: [
        new x509.BasicConstraintsExtension(true),
        new x509.KeyUsagesExtension(usages, true),
      ],
    });
    const below = await issue({ subject: 'CN=Below', issuer: wrong });
    assert.notEqual(await reasonFor(pem(below), [wrong, root].map(pem)), '');
  });

  test('a critical extension nobody understands', async () => {
    const unknown = new x509.Extension(
      '1.2.3.4.5',
      true,
      new Uint8Array([5, 0]),
    );
    const strange = await issue({
      subject: 'CN=Strange',
      issuer: intermediate,
      extensions: [...leafExtensions(), unknown],
    });
    const chain = [intermediate, root].map(pem);
    for (const at of ['', '2080-01-01T00:00:00Z']) {
      await assert.rejects(reasonFor(pem(strange), chain, at), {
        code: 'VERIFICATION',
        message:
          'Certificate is not a valid end-entity certificate: UnsupportedCriticalExtension',
      });
    }
    const middle = await issue({
      subject: 'CN=Middle',
      issuer: root,
      ca: {},
      more: [unknown],
    });
    const below = await issue({ subject: 'CN=Below', issuer: middle });
    assert.equal(
      await reasonFor(pem(below), [middle, root].map(pem)),
      'Certificate not trusted: UnsupportedCriticalExtension',
    );
  });

  test('an extension given twice', async () => {
    const twice = await issue({
      subject: 'CN=Twice',
      issuer: intermediate,
      extensions: [...leafExtensions(), ...leafExtensions()],
    });
    await assert.rejects(reasonFor(pem(twice), [intermediate, root].map(pem)), {
      code: 'VERIFICATION',
      message: 'Certificate is not a valid end-entity certificate: BadDer',
    });
  });

  test('a loop of issuers ends', async () => {
    const a = await issue({ subject: 'CN=A', ca: {} });
    const b = await issue({ subject: 'CN=B', issuer: a, ca: {} });
    const again = await issue({
      subject: 'CN=A',
      issuer: b,
      ca: {},
      keys: a.keys,
    });
    const below = await issue({ subject: 'CN=Below', issuer: a });
    const chain = [again, b, root].map(pem);
    assert.equal(await reasonFor(pem(below), chain), NOT_TRUSTED);
  });

  const HARD: readonly (readonly [string, CertificateBytes, string])[] = [
    [
      'text without PEM',
      { encoding: 'Pem', data: Buffer.from('nothing') },
      'Certificate PEM data is not valid: no items found',
    ],
    [
      'PEM around nonsense',
      {
        encoding: 'Pem',
        data: Buffer.from(
          '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----',
        ),
      },
      'Certificate is not a valid end-entity certificate: BadDer',
    ],
    [
      'DER nonsense',
      { encoding: 'Der', data: Buffer.from([0x30, 0x00]) },
      'Certificate is not a valid end-entity certificate: BadDer',
    ],
  ];
  for (const [name, certificate, message] of HARD) {
    test(`hard error: ${name}`, async () => {
      await assert.rejects(checkCertificateTrust({ certificate, chain: [] }), {
        code: 'VERIFICATION',
        message,
      });
    });
  }

  test('hard error: two certificates, trailing bytes, a bad time', async () => {
    const both = Buffer.from(leaf.pem + root.pem);
    await assert.rejects(
      checkCertificateTrust({ certificate: { encoding: 'Pem', data: both } }),
      {
        message:
          'Certificate PEM data is not valid: 2 items found, expected one',
      },
    );
    const data = Buffer.concat([leaf.der, Buffer.from([0])]);
    await assert.rejects(
      checkCertificateTrust({ certificate: { encoding: 'Der', data } }),
      { code: 'VERIFICATION' },
    );
    for (const at of [
      'yesterday',
      '2020-01-01',
      '1577836800',
      '2026-02-30T00:00:00Z',
      '2023-02-29T00:00:00Z',
      '2026-01-01T24:00:00Z',
      '2026-13-01T00:00:00Z',
    ]) {
      await assert.rejects(
        checkCertificateTrust({ certificate: pem(leaf), at }),
        {
          message: 'Timestamp not_after is not in RFC3339 format',
        },
      );
    }
  });
});
