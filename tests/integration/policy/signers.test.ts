// SPDX-License-Identifier: Apache-2.0

/** Each kind of signers: the exact bytes the host is asked with. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PEM } from '../../support/generate/images.js';
import type { ScriptedHost } from '../../support/guest.js';
import type { JsonObject } from '../../support/json.js';
import { creation, podOf } from '../../support/policy.js';
import {
  DIGEST,
  failure,
  trusted,
  verifyingHost,
} from '../../support/scripted-host.js';
import {
  transcribeRequest,
  type Transcript,
} from '../../support/transcript.js';
import { rejected, said } from '../../support/rejection.js';

const IMAGE = 'a.io/b:1';
const PINNED = `a.io/b@${DIGEST}`;
const ONE = { issuer: 'https://i', subject: 'one' };
const TWO = { issuer: 'https://i', subject: 'two' };
const THREE = { issuer: 'https://i', subject: 'three' };

/** The bytes of a text as the policy writes them, three characters each. */
const bytes = (text: string): string =>
  `[${[...Buffer.from(text)].map((byte) => String(byte).padStart(3)).join(',')}]`;
const json = (value: unknown): string => JSON.stringify(value);

function ask(entry: JsonObject, host?: ScriptedHost): Transcript {
  const settings = { signatures: [{ image: 'a.io/*', ...entry }] };
  return transcribeRequest(creation(podOf(IMAGE)), settings, host);
}

/** A host that trusts what `trusts` says of the n-th verification. */
function nth(trusts: (index: number) => boolean): ScriptedHost {
  let index = 0;
  return verifyingHost(() =>
    trusts(index++)
      ? trusted()
      : failure('Image verification failed: missing signatures'),
  );
}

const rejection = (what: string, code: string, cause: string): string =>
  json({
    accepted: false,
    message: rejected(said(IMAGE, what, code, 0, cause)),
    audit_annotations: { 'rejected-images': `${IMAGE} ${code}` },
  });
const INVALID = rejection(
  'cannot be verified: the settings are not valid',
  'settings-invalid',
  'signatures[0]',
);
const NOBODY = 'is unsigned, or its signatures cannot be read or are not by ';
const accepts = ({ reply }: Transcript): boolean =>
  reply.startsWith('{"accepted":true,');

describe('all of a list', () => {
  const rows: readonly (readonly [string, JsonObject, string])[] = [
    [
      'pubKeys',
      { pubKeys: [PEM.release, PEM.second] },
      `{"type":"SigstorePubKeyVerify","pub_keys":${json([PEM.release, PEM.second])},"image":"${IMAGE}"}`,
    ],
    [
      'keyless',
      { keyless: [ONE, TWO] },
      `{"type":"SigstoreKeylessVerify","keyless":${json([ONE, TWO])},"image":"${IMAGE}"}`,
    ],
    [
      'keylessPrefix, which end in a slash for the host',
      {
        keylessPrefix: [
          { issuer: 'i', urlPrefix: 'https://a.io/b' },
          { issuer: 'j', url_prefix: 'https://a.io/c/' },
        ],
      },
      `{"type":"SigstoreKeylessPrefixVerify","keyless_prefix":[{"issuer":"i","url_prefix":"https://a.io/b/"},{"issuer":"j","url_prefix":"https://a.io/c/"}],"image":"${IMAGE}"}`,
    ],
    [
      'githubActions of an owner',
      { githubActions: { owner: 'acme', repo: null } },
      `{"type":"SigstoreGithubActionsVerify","owner":"acme","image":"${IMAGE}"}`,
    ],
    [
      'githubActions of a repository',
      { githubActions: { repo: 'shop', owner: 'acme' } },
      `{"type":"SigstoreGithubActionsVerify","owner":"acme","repo":"shop","image":"${IMAGE}"}`,
    ],
    [
      'annotations',
      { keyless: [ONE], annotations: { env: 'prod', stage: '"1"' } },
      `{"type":"SigstoreKeylessVerify","keyless":${json([ONE])},"annotations":{"env":"prod","stage":"\\"1\\""},"image":"${IMAGE}"}`,
    ],
    [
      'a pinned certificate',
      { certificates: [PEM.alice] },
      `{"type":"SigstoreCertificateVerify","certificate":${bytes(PEM.alice)},"require_rekor_bundle":true,"image":"${IMAGE}"}`,
    ],
    [
      'a certificate with an empty chain',
      { certificates: [PEM.alice], certificateChain: [] },
      `{"type":"SigstoreCertificateVerify","certificate_chain":[],"certificate":${bytes(PEM.alice)},"require_rekor_bundle":true,"image":"${IMAGE}"}`,
    ],
    [
      'a certificate with its chain, no log entry, annotations',
      {
        certificates: [PEM.alice],
        certificateChain: [PEM.intermediate, PEM.root],
        requireRekorBundle: false,
        annotations: { env: 'prod' },
      },
      `{"type":"SigstoreCertificateVerify","certificate_chain":[${bytes(PEM.intermediate)},${bytes(PEM.root)}],"certificate":${bytes(PEM.alice)},"require_rekor_bundle":false,"annotations":{"env":"prod"},"image":"${IMAGE}"}`,
    ],
  ];
  for (const [name, entry, payload] of rows) {
    it(name, () => {
      const asked = ask(entry);
      assert.deepEqual(asked.verify, [payload]);
      assert.ok(accepts(asked));
      const refused = ask(
        entry,
        nth(() => false),
      );
      assert.equal(refused.verify[0], payload);
      assert.ok(!accepts(refused));
    });
  }

  it('a failure of the host is the cause', () => {
    const { reply } = ask(
      { keyless: [ONE] },
      nth(() => false),
    );
    assert.equal(
      reply,
      rejection(
        `${NOBODY}${String(ONE['subject'])} of ${String(ONE['issuer'])}`,
        'unsigned-or-unreadable',
        'signatures[0].keyless[0]',
      ),
    );
  });

  it('a chain in one element reaches the host as one block each', () => {
    const { verify } = ask({
      certificates: [PEM.alice],
      certificateChain: [PEM.intermediate + PEM.root],
    });
    assert.equal(
      verify[0],
      `{"type":"SigstoreCertificateVerify","certificate_chain":[${bytes(PEM.intermediate)},${bytes(PEM.root)}],"certificate":${bytes(PEM.alice)},"require_rekor_bundle":true,"image":"${IMAGE}"}`,
    );
  });
});

describe('settings that were never validated', () => {
  const broken: readonly JsonObject[] = [
    { pubKeys: [] },
    { pubKeys: {} },
    { keyless: [] },
    { keyless: null },
    { keylessPrefix: [] },
    { keylessPrefix: [{ issuer: 'i', urlPrefix: 'x' }] },
    { githubActions: {} },
    { githubActions: { owner: '' } },
    { certificates: [] },
    { certificates: [1] },
    { certificates: [PEM.alice], certificateChain: [1] },
    { keyless: [], minimumMatches: 1 },
  ];
  for (const entry of broken) {
    it(`reject without a question: ${json(entry).slice(0, 60)}`, () => {
      const { reply, verify } = ask(entry);
      assert.equal(reply, INVALID);
      assert.deepEqual(verify, []);
    });
  }
});

describe('certificates', () => {
  const BOTH = {
    certificates: [PEM.alice, PEM.bob],
    certificateChain: [PEM.intermediate, PEM.root],
  };

  it('are asked one by one, the second on the digest of the first', () => {
    const asked = ask(BOTH);
    assert.deepEqual(
      asked.verify,
      [
        [IMAGE, PEM.alice],
        [PINNED, PEM.bob],
      ].map(
        ([image = '', pem = '']) =>
          `{"type":"SigstoreCertificateVerify","certificate_chain":[${bytes(PEM.intermediate)},${bytes(PEM.root)}],"certificate":${bytes(pem)},"require_rekor_bundle":true,"image":"${image}"}`,
      ),
    );
    assert.deepEqual(asked.trust, []);
  });

  it('that fail are each named', () => {
    const asked = ask(
      BOTH,
      nth(() => false),
    );
    assert.equal(
      asked.reply,
      rejection(
        `${NOBODY}Alice <alice@example.org> and Bob <bob@example.org>`,
        'unsigned-or-unreadable',
        'signatures[0].certificates',
      ),
    );
  });

  it('that a host does not trust are said to be so', () => {
    const host = verifyingHost(() => failure('UnknownIssuer'));
    assert.equal(
      ask({ ...BOTH, certificates: [PEM.bob] }, host).reply,
      rejection(
        'cannot be verified: the certificate of Bob <bob@example.org> does not link to certificateChain',
        'certificate-untrusted',
        'signatures[0].certificates[0]',
      ),
    );
  });

  it('count up to minimumMatches, then no further one is asked', () => {
    const certificates = [PEM.alice, PEM.mallory, PEM.bob, PEM.expired];
    const entry = { certificates, minimumMatches: 2 };
    const enough = ask(
      entry,
      nth((index) => index !== 1),
    );
    assert.ok(accepts(enough));
    assert.equal(enough.verify.length, 3);
    const tooFew = ask(
      entry,
      nth((index) => index === 2),
    );
    assert.equal(
      tooFew.reply,
      rejection(
        'is not signed by Alice <alice@example.org>, Mallory <mallory@example.org> and Former Employee <former@example.org>',
        'not-signed-by',
        'signatures[0].certificates: 1 of 2',
      ),
    );
  });
});

describe('minimumMatches', () => {
  const NAMES: Readonly<Record<string, string>> = {
    keyless: 'one of https://i, two of https://i and three of https://i',
    pubKeys:
      'the key sha256:b04aa1756cc823d5..., the key sha256:1813caf99963...',
    keylessPrefix:
      'https://github.com/a/* of i, https://github.com/b/* of i ...',
  };
  const LISTS: readonly (readonly [string, JsonObject])[] = [
    ['keyless', { keyless: [ONE, TWO, THREE] }],
    ['pubKeys', { pubKeys: [PEM.release, PEM.second, PEM.stranger] }],
    [
      'keylessPrefix',
      {
        keylessPrefix: ['a', 'b', 'c'].map((owner) => ({
          issuer: 'i',
          urlPrefix: `https://github.com/${owner}/`,
        })),
      },
    ],
  ];
  for (const [kind, list] of LISTS) {
    it(`of ${kind} asks for one signer at a time until there are enough`, () => {
      const entry = { ...list, minimumMatches: 2 };
      const asked = ask(
        entry,
        nth((index) => index !== 0),
      );
      assert.ok(accepts(asked));
      assert.deepEqual(
        asked.verify.map((text) => (JSON.parse(text) as JsonObject)['image']),
        [IMAGE, IMAGE, PINNED],
      );
      const first = ask({ ...list, minimumMatches: 1 });
      assert.equal(first.verify.length, 1);
      const none = ask(
        entry,
        nth(() => false),
      );
      assert.equal(none.verify.length, 3);
      assert.equal(
        none.reply,
        rejection(
          NOBODY + NAMES[kind]!,
          'unsigned-or-unreadable',
          `signatures[0].${kind}: 0 of 2`,
        ),
      );
    });
  }

  it('another digest is no missing match: it rejects', () => {
    const digest = (c: string) => `sha256:${c.repeat(64)}`;
    let calls = 0;
    const host = verifyingHost(() => trusted(digest('abb'[calls++] ?? 'b')));
    const asked = ask({ keyless: [ONE, TWO, THREE], minimumMatches: 2 }, host);
    assert.equal(asked.verify.length, 2);
    assert.equal(
      asked.reply,
      rejection(
        `has another digest: the host verified ${digest('b')}`,
        'other-digest',
        'signatures[0].keyless[1]',
      ),
    );
  });
});
