// SPDX-License-Identifier: Apache-2.0
// Attacks that other verifiers fell for, with evidence made for each.
import 'reflect-metadata';
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import * as x509 from '@peculiar/x509';
import type { TrustRoot } from '../../src/sigstore/trust/trust-material.js';
import type { VerificationRequest } from '../../src/sigstore/signers/types.js';
import {
  identityIssuer,
  issue,
  type Issued,
  leafExtensions,
  publicKeyPem,
} from '../support/authority.js';
import { TestLog } from '../support/log.js';
import {
  BUNDLE,
  CERTIFICATE,
  certifiedLayer,
  IMAGE,
  type Layer,
  payloadFor,
  registryWith,
} from '../support/signed-image.js';
import { authorityOf, NOW, trustRootOf, verdictOf } from '../support/trust.js';

const PAYLOAD = payloadFor();
const ISSUER = 'https://login.example.org';
const SUBJECT = 'alice@example.org';
const NO_LAYER =
  'failed to get image trusted layers: No Signature Layer passed ' +
  'verification: signature layer 1: ';
const NO_ISSUER = 'Certificate is not trusted by the provided cert chain';
const NOT_FOR_CODE = 'Certificate not trusted: RequiredEkuNotFound';

const PURPOSE = {
  codeSigning: '1.3.6.1.5.5.7.3.3',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  timeStamping: '1.3.6.1.5.5.7.3.8',
  any: '2.5.29.37.0',
};

describe('threats', () => {
  const log = new TestLog();
  let root: Issued;
  let alice: Issued;

  before(async () => {
    root = await issue({ subject: 'CN=Root', ca: {} });
    alice = await leafBelow(root);
  });

  const leafBelow = (issuer: Issued) =>
    issue({
      subject: 'CN=Alice',
      issuer,
      extensions: [
        ...leafExtensions({ type: 'email', value: SUBJECT }),
        identityIssuer(ISSUER),
      ],
    });

  const middle = (changes: object) =>
    issue({ subject: 'CN=Middle', issuer: root, ca: {}, ...changes });

  function trustIn(
    chain: readonly Issued[],
    changes: { log?: object; authority?: object } = {},
  ): TrustRoot {
    return trustRootOf({
      tlogs: [changes.log ?? log.trusted()],
      certificateAuthorities: [authorityOf(chain, changes.authority)],
    });
  }

  /** A signature of a leaf, logged, its annotations open to changes. */
  function signed(
    by: Issued,
    time: Date = NOW,
    certificate: string = by.pem,
  ): Layer {
    const { payload, annotations } = certifiedLayer(PAYLOAD, by, { log, time });
    return {
      payload,
      annotations: { ...annotations, [CERTIFICATE]: certificate },
    };
  }

  const KEYLESS: VerificationRequest = {
    kind: 'keyless',
    image: IMAGE,
    identities: [{ issuer: ISSUER, subject: SUBJECT }],
  };
  const pinned = (leaf: Issued, chain: readonly Issued[], rekor = true) =>
    ({
      kind: 'certificate',
      image: IMAGE,
      certificate: Buffer.from(leaf.pem),
      certificateChain: chain.map(({ pem }) => Buffer.from(pem)),
      requireRekorBundle: rekor,
    }) as const;

  const verdict = (
    request: VerificationRequest,
    layer: Layer,
    trustRoot: TrustRoot,
  ) => verdictOf(request, { registry: registryWith([layer]), trustRoot });

  const missed = (reason: string) =>
    'Image verification failed: missing signatures\n' +
    'The following constraints were not satisfied:\n' +
    `kind: genericIssuer\nissuer: ${ISSUER}\nsubject: !equal ${SUBJECT}\n` +
    `annotations: null\n# signature layer 1: ${reason}\n`;

  test('good evidence is good', async () => {
    const trust = trustIn([root]);
    assert.equal(await verdict(KEYLESS, signed(alice), trust), '');
    const request = pinned(alice, [root]);
    assert.equal(await verdict(request, signed(alice), trust), '');
  });

  test('a bare key where a certificate is expected', async () => {
    const key = publicKeyPem(alice);
    const trust = trustIn([root]);
    for (const text of [
      key,
      key + alice.pem,
      alice.pem + key,
      alice.pem + root.pem,
      `# Alice\n${alice.pem}`,
    ]) {
      assert.equal(
        await verdict(KEYLESS, signed(alice, NOW, text), trust),
        `${NO_LAYER}certificate annotation is not one PEM certificate`,
      );
    }
  });

  test('an intermediate for other purposes than signing code', async () => {
    for (const [purposes, allowed] of [
      [[PURPOSE.codeSigning], true],
      [[PURPOSE.any], true],
      [[PURPOSE.serverAuth, PURPOSE.codeSigning], true],
      [[PURPOSE.serverAuth], false],
      [[PURPOSE.timeStamping], false],
    ] as const) {
      const more = [new x509.ExtendedKeyUsageExtension([...purposes])];
      const limited = await middle({ more });
      const leaf = await leafBelow(limited);
      const trust = trustIn([limited, root]);
      const request = pinned(leaf, [limited, root]);
      assert.equal(
        await verdict(KEYLESS, signed(leaf), trust),
        allowed ? '' : missed(NOT_FOR_CODE),
      );
      assert.equal(
        await verdict(request, signed(leaf), trust),
        allowed ? '' : `${NOT_FOR_CODE} (RequiredEkuNotFound)`,
      );
    }
  });

  test('an intermediate that expired before the signing time', async () => {
    const old = await middle({ notAfter: '2021-01-01T00:00:00Z' });
    const leaf = await leafBelow(old);
    const trust = trustIn([old, root]);
    const late = 'Certificate is being used after its expiration date';
    assert.equal(await verdict(KEYLESS, signed(leaf), trust), missed(late));
    const inTime = new Date('2020-06-01T00:00:00Z');
    assert.equal(await verdict(KEYLESS, signed(leaf, inTime), trust), '');
    for (const [rekor, layer] of [
      [true, signed(leaf)],
      [false, layerWithoutEntry(leaf)],
    ] as const) {
      const request = pinned(leaf, [old, root], rekor);
      assert.equal(
        await verdict(request, layer, trust),
        `${late} (CertExpired)`,
      );
    }
  });

  function layerWithoutEntry(by: Issued): Layer {
    const { payload, annotations } = signed(by);
    const { [BUNDLE]: entry, ...rest } = annotations;
    assert.ok(entry);
    return { payload, annotations: rest };
  }

  test('a log that is days ahead', async () => {
    const trust = trustIn([root]);
    const soon = new Date('2025-06-01T00:09:00Z');
    assert.equal(await verdict(KEYLESS, signed(alice, soon), trust), '');
    const future = new Date('2025-06-04T00:00:00Z');
    for (const request of [KEYLESS, pinned(alice, [root])]) {
      assert.equal(
        await verdict(request, signed(alice, future), trust),
        `${NO_LAYER}signed in the future: 2025-06-04T00:00:00.000Z`,
      );
    }
  });

  test('an authority outside its time', async () => {
    const validFor = {
      start: '2020-01-01T00:00:00Z',
      end: '2024-01-01T00:00:00Z',
    };
    const trust = trustIn([root], { authority: { validFor } });
    assert.equal(
      await verdict(KEYLESS, signed(alice), trust),
      missed(NO_ISSUER),
    );
    const inTime = new Date('2023-06-01T00:00:00Z');
    assert.equal(await verdict(KEYLESS, signed(alice, inTime), trust), '');
    const before = new Date('2020-01-01T00:00:00Z').getTime() - 1000;
    const early = await verdict(
      KEYLESS,
      signed(alice, new Date(before)),
      trust,
    );
    assert.notEqual(early, '');
  });

  test('a log before its key was in use', async () => {
    const trusted = log.trusted() as { publicKey: object };
    const validFor = { start: '2025-01-01T00:00:00Z' };
    const key = { ...trusted.publicKey, validFor };
    const trust = trustIn([root], { log: { ...trusted, publicKey: key } });
    assert.equal(await verdict(KEYLESS, signed(alice), trust), '');
    const before = new Date('2024-12-31T23:59:59Z');
    for (const request of [KEYLESS, pinned(alice, [root])]) {
      assert.equal(
        await verdict(request, signed(alice, before), trust),
        `${NO_LAYER}inclusion promise could not be verified`,
      );
    }
  });

  test('the entry of another signature', async () => {
    const trust = trustIn([root]);
    const other = await leafBelow(root);
    const entry = signed(other).annotations[BUNDLE] ?? '';
    const layer = signed(alice);
    const swapped = {
      ...layer,
      annotations: { ...layer.annotations, [BUNDLE]: entry },
    };
    for (const request of [KEYLESS, pinned(alice, [root], false)]) {
      assert.equal(
        await verdict(request, swapped, trust),
        `${NO_LAYER}log entry is about another certificate`,
      );
    }
  });

  test('a garbage signature beside a good entry', async () => {
    const trust = trustIn([root]);
    const layer = signed(alice);
    const annotations = {
      ...layer.annotations,
      'dev.cosignproject.cosign/signature':
        Buffer.from('garbage').toString('base64'),
    };
    for (const request of [KEYLESS, pinned(alice, [root], false)]) {
      assert.equal(
        await verdict(request, { ...layer, annotations }, trust),
        `${NO_LAYER}signature is not by the certificate beside it`,
      );
    }
  });
});
