// SPDX-License-Identifier: Apache-2.0
// What this host hands to Sigstore's verifier, and that each of it has an
// effect: left out or exchanged, the verdict is another one.
import 'reflect-metadata';
import assert from 'node:assert/strict';
import {
  type KeyObject,
  X509Certificate as NodeCertificate,
} from 'node:crypto';
import { before, describe, test } from 'node:test';
import { bundleFromJSON } from '@sigstore/bundle';
import { X509Certificate } from '@sigstore/core';
import {
  type SignedEntity,
  toSignedEntity,
  type TrustMaterial,
  Verifier,
} from '@sigstore/verify';
import {
  verifierFor,
  withSigner,
} from '../../src/sigstore/trust/trust-material.js';
import { issue, type Issued } from '../support/authority.js';
import { issueLogged } from '../support/certificate-log.js';
import { TestLog } from '../support/log.js';
import { bundleText, signedBundle } from '../support/signed-bundle.js';
import { issueClock, timestampResponse } from '../support/time-authority.js';
import { authorityOf, NOW, trustRootOf } from '../support/trust.js';

const OPTIONS = {
  ctlogThreshold: 0,
  tlogThreshold: 1,
  timestampThreshold: 0,
} as const;

type Root = Readonly<Record<string, readonly object[]>>;

describe('options of the library', () => {
  const log = new TestLog();
  const ctLog = new TestLog();
  let root: Issued;
  let clock: Issued;
  let alice: Issued;
  let trusted: Root;

  before(async () => {
    root = await issue({ subject: 'CN=Root', ca: {} });
    clock = await issueClock(root);
    const profile = { subject: 'CN=Alice', issuer: root };
    alice = await issueLogged(profile, ctLog, NOW);
    trusted = {
      tlogs: [log.trusted()],
      ctlogs: [ctLog.trusted()],
      certificateAuthorities: [authorityOf([root])],
      timestampAuthorities: [authorityOf([clock, root])],
    };
  });

  const material = (changes: Root = {}): TrustMaterial =>
    trustRootOf({ ...trusted, ...changes }).material;

  /** A bundle with everything: entry, promise, proof and time stamp. */
  function entityOf(by: Issued, change = (_entry: object) => ({})) {
    const bundle = signedBundle(by, log, NOW);
    const [entry] = bundle.verificationMaterial['tlogEntries'] as [object];
    const { signature } = bundle;
    const response = timestampResponse({ signature, time: NOW, signer: clock });
    const signedTimestamp = response.toString('base64');
    const text = bundleText(bundle, {
      timestampVerificationData: { rfc3161Timestamps: [{ signedTimestamp }] },
      ...change(entry),
    });
    return toSignedEntity(bundleFromJSON(JSON.parse(text)));
  }

  const byCertificate = (entity: SignedEntity, by: Issued): SignedEntity => ({
    ...entity,
    key: {
      $case: 'certificate',
      certificate: X509Certificate.parse(Buffer.from(by.der)),
    },
  });
  const byKey = (entity: SignedEntity): SignedEntity => ({
    ...entity,
    key: { $case: 'public-key', hint: 'signer' },
  });

  /** Empty when it verifies, else the message. */
  function verdict(verifier: Verifier, entity: SignedEntity): string {
    try {
      verifier.verify(entity);
      return '';
    } catch (cause) {
      return (cause as Error).message;
    }
  }

  test('these and no others', () => {
    const verifier = verifierFor(entityOf(alice), material());
    const { options } = verifier as unknown as { options: object };
    // `tsaThreshold` is the library's former name of `timestampThreshold`.
    assert.deepEqual(options, { ...OPTIONS, tsaThreshold: 0 });
    assert.deepEqual(Object.keys(material()).sort(), [
      'certificateAuthorities',
      'ctlogs',
      'publicKey',
      'timestampAuthorities',
      'tlogs',
    ]);
  });

  test('trust material: that of strangers, or out of its time, verifies nothing', async () => {
    const stranger = await issue({ subject: root.subject, ca: {} });
    const other = new TestLog().trusted();
    const expired = ctLog.trusted('2025-05-31T23:59:59Z');
    const entity = byCertificate(entityOf(alice), alice);
    assert.equal(verdict(verifierFor(entity, material()), entity), '');
    for (const [name, value, message] of [
      ['tlogs', other, 'inclusion promise could not be verified'],
      ['ctlogs', other, 'SCT verification failed'],
      ['ctlogs', expired, 'SCT verification failed'],
      [
        'certificateAuthorities',
        authorityOf([stranger]),
        'Failed to verify certificate chain',
      ],
      [
        'timestampAuthorities',
        authorityOf([await issueClock(stranger), stranger]),
        'timestamp could not be verified',
      ],
    ] as const) {
      for (const values of [[value], []]) {
        const verifier = verifierFor(entity, material({ [name]: values }));
        assert.equal(verdict(verifier, entity), message, name);
      }
    }
  });

  test('publicKey: the signer and nobody else', async () => {
    const entity = byKey(entityOf(alice));
    const bob = await issue({ subject: 'CN=Bob' });
    const keyOf = ({ der }: Issued): KeyObject =>
      new NodeCertificate(der).publicKey;
    const by = (key: KeyObject) =>
      verifierFor(entity, withSigner(material(), key));
    assert.equal(verdict(by(keyOf(alice)), entity), '');
    assert.equal(
      verdict(by(keyOf(bob)), entity),
      'signature verification failed',
    );
    assert.equal(
      verdict(verifierFor(entity, material()), entity),
      'key not found: signer',
    );
  });

  test('thresholds: what the library would ask for without them', async () => {
    const plain = await issue({ subject: 'CN=Alice', issuer: root });
    const key = new NodeCertificate(alice.der).publicKey;
    const unpromised = (entry: object) => ({
      tlogEntries: [{ ...entry, inclusionPromise: undefined }],
      timestampVerificationData: undefined,
    });
    for (const [name, entity, message] of [
      [
        'ctlogThreshold',
        byCertificate(entityOf(plain), plain),
        'expected 1 SCTs, got 0',
      ],
      [
        'tlogThreshold',
        byCertificate(
          entityOf(alice, () => ({ tlogEntries: [] })),
          alice,
        ),
        'expected 1 tlog entries, got 0',
      ],
      [
        'timestampThreshold',
        byKey(entityOf(alice, unpromised)),
        'expected 1 timestamps, got 0',
      ],
    ] as const) {
      const known = withSigner(material(), key);
      assert.equal(verdict(verifierFor(entity, known), entity), '', name);
      const ours = { ...OPTIONS, tlogThreshold: entity.tlogEntries.length };
      const { [name]: dropped, ...rest } = ours;
      assert.equal(dropped, 0);
      const verifier = new Verifier(known, rest);
      assert.equal(verdict(verifier, entity), message, name);
    }
  });
});
