// SPDX-License-Identifier: Apache-2.0

/** Settings that are well typed and yet wrong, each with its message. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PEM } from '../../support/generate/images.js';
import type { JsonObject } from '../../support/json.js';
import {
  memoryBytes,
  restart,
  validateSettings,
} from '../../support/policy.js';
import {
  check,
  entry,
  GOOD,
  KEY,
  keyed,
  type RefusedSettings,
} from '../../support/settings-rows.js';
import { transcribeSettings } from '../../support/transcript.js';

const IDENTITY = { issuer: 'i', subject: 's' };
const KINDS = 'pubKeys, keyless, keylessPrefix, githubActions, certificates';

describe('keys', () => {
  check([
    [
      'misspelt',
      keyed({ anotations: {} }),
      'signatures[0].anotations: unknown key, did you mean annotations?',
    ],
    [
      'of another entry kind',
      keyed({ subject: 's' }),
      'signatures[0].subject: unknown key',
    ],
    [
      'with another letter case',
      { signatures: [{ image: 'a.io/*', pubkeys: [PEM.release] }] },
      'signatures[0].pubkeys: unknown key, did you mean pubKeys?',
    ],
    [
      'in snake case and misspelt',
      keyed({ minimum_match: 1 }),
      'signatures[0].minimum_match: unknown key, did you mean minimumMatches?',
    ],
    [
      'far from any other',
      keyed({ somethingElseEntirely: 1 }),
      'signatures[0].somethingElseEntirely: unknown key',
    ],
    [
      'too long for a slip',
      keyed({ ['x'.repeat(5000)]: 1 }),
      `signatures[0].${'x'.repeat(5000)}: unknown key`,
    ],
    [
      'of an identity',
      entry({ keyless: [{ ...IDENTITY, urlPrefix: 'https://a.io/' }] }),
      'signatures[0].keyless[0].urlPrefix: unknown key',
    ],
    [
      'of a repository',
      entry({ githubActions: { owner: 'a', repository: 'b' } }),
      'signatures[0].githubActions.repository: unknown key',
    ],
    [
      'of a pod spec path',
      {
        ...GOOD,
        podSpecPaths: [{ apiGroups: '', apiGroup: '', kind: 'K', path: 'p' }],
      },
      'podSpecPaths[0].apiGroups: unknown key, did you mean apiGroup?',
    ],
    [
      'in both spellings',
      { signatures: [{ ...KEY, pub_keys: [PEM.second] }] },
      'signatures[0].pub_keys: is given twice',
    ],
    [
      'in both spellings at the top',
      { ...GOOD, requireDigest: true, require_digest: true },
      'require_digest: is given twice',
    ],
  ]);

  it('given twice are told, whatever the second value', () => {
    const { reply } = transcribeSettings(
      '{"signatures":[],"signatures":[{"image":"a.io/*"}]}',
    );
    assert.equal(
      reply,
      '{"valid":false,"message":"signatures: Signatures must not be empty; ' +
        'signatures: is given twice"}',
    );
  });

  it('that are unknown are told a hundred times at most', () => {
    const keys = Array.from({ length: 20_000 }, (_, index) => `k${index}`);
    const many = Object.fromEntries(keys.map((key) => [key, 1]));
    const { reply, log } = transcribeSettings(
      JSON.stringify({ ...GOOD, ...many }),
    );
    assert.match(reply, /k98: unknown key; k99: unknown key; and 19900 more/);
    assert.deepEqual(log, []);
  });

  it("of Rancher's form are ignored without a word", () => {
    const { reply, log } = transcribeSettings(
      JSON.stringify({ description: 'x', rule: {}, ...GOOD }),
    );
    assert.equal(reply, '{"valid":true}');
    assert.deepEqual(log, []);
  });

  check([
    [
      'misspelt',
      { ...GOOD, unmatchedImage: 'reject' },
      'unmatchedImage: unknown key, did you mean unmatchedImages?',
    ],
    [
      'misspelt in the old spelling',
      { ...GOOD, excluded_images: ['a.io/*'] },
      'excluded_images: unknown key, did you mean excludeImages?',
    ],
    ['of nobody', { ...GOOD, namespaces: [] }, 'namespaces: unknown key'],
  ]);
});

describe('an entry', () => {
  check([
    [
      'with no kind of signers',
      entry({}),
      `signatures[0]: needs one of ${KINDS}`,
    ],
    [
      'with two kinds',
      keyed({ keyless: [IDENTITY] }),
      'signatures[0]: has more than one kind of signers',
    ],
    [
      'without an image',
      { signatures: [{ pubKeys: [PEM.release] }] },
      'signatures[0]: image is missing',
    ],
    [
      'with an empty image',
      keyed({ image: '' }),
      'signatures[0].image: must not be empty',
    ],
    [
      'with a chain and no certificates',
      keyed({ certificateChain: [PEM.root], requireRekorBundle: true }),
      'signatures[0]: certificateChain needs certificates; ' +
        'signatures[0]: requireRekorBundle needs certificates',
    ],
    [
      'with a number of matches and one repository',
      entry({ githubActions: { owner: 'a' }, minimumMatches: 1 }),
      'signatures[0]: minimumMatches needs a list of signers',
    ],
    [
      'with more matches than signers',
      keyed({ minimumMatches: 2 }),
      'signatures[0].minimumMatches: is more than there are signers',
    ],
    ...[0, -1, 1.5, 1e3, 99999999999].map((minimumMatches): RefusedSettings => [
      `with ${minimumMatches} matches`,
      keyed({ minimumMatches }),
      `signatures[0].minimumMatches: ${
        minimumMatches === 1e3
          ? 'is more than there are signers'
          : 'must be a whole number from 1 on'
      }`,
    ]),
    [
      'with an empty annotation',
      keyed({ annotations: { env: '' } }),
      'signatures[0].annotations.env: must not be empty',
    ],
  ]);
});

describe('lists', () => {
  it('of 40,000 identities are compared without comparing each with each', () => {
    const many = Array.from({ length: 40_000 }, (_, index) => ({
      issuer: 'https://i',
      subject: `s/${index % 39_999}/`,
    }));
    assert.deepEqual(validateSettings(entry({ keyless: many })), {
      valid: false,
      message: 'signatures[0].keyless[39999]: is a duplicate',
    });
  });

  it('of exact identities may differ by a slash', () => {
    const keyless = ['s', 's/'].map((subject) => ({ issuer: 'i', subject }));
    assert.equal(validateSettings(entry({ keyless })).valid, true);
  });

  for (const kind of ['pubKeys', 'keyless', 'keylessPrefix', 'certificates']) {
    check([
      [
        `${kind} empty`,
        entry({ [kind]: [], minimumMatches: 1 }),
        `signatures[0].${kind}: must not be empty`,
      ],
    ]);
  }
  const prefix = { issuer: 'i', urlPrefix: 'https://a.io/b' };
  check([
    [
      'an identity twice, its keys turned round',
      entry({ keyless: [IDENTITY, { subject: 's', issuer: 'i' }] }),
      'signatures[0].keyless[1]: is a duplicate',
    ],
    [
      'a prefix twice',
      entry({ keylessPrefix: [prefix, prefix] }),
      'signatures[0].keylessPrefix[1]: is a duplicate',
    ],
    [
      'a prefix twice, once with its slash',
      entry({
        keylessPrefix: [{ issuer: 'i', urlPrefix: 'https://a.io/b/' }, prefix],
      }),
      'signatures[0].keylessPrefix[1]: is a duplicate',
    ],
    [
      'a key twice, its lines broken elsewhere',
      keyed({ pubKeys: [PEM.release, rewrapped(PEM.release)] }),
      'signatures[0].pubKeys[1]: is a duplicate',
    ],
    [
      'a certificate twice',
      entry({ certificates: [PEM.alice, PEM.bob, rewrapped(PEM.alice)] }),
      'signatures[0].certificates[2]: is a duplicate',
    ],
    [
      'a chain with a certificate twice, in one element',
      entry({
        certificates: [PEM.alice],
        certificateChain: [PEM.intermediate, PEM.root + PEM.root],
      }),
      'signatures[0].certificateChain[1]: is a duplicate',
    ],
    [
      'a pod spec path twice',
      {
        ...GOOD,
        podSpecPaths: ['a', 'a'].map((path) => ({
          apiGroup: 'x.io',
          kind: 'K',
          path,
        })),
      },
      'podSpecPaths[1]: is a duplicate',
    ],
    [
      'an excluded image twice',
      { ...GOOD, excludeImages: ['a.io/*', 'b.io/*', 'a.io/*'] },
      'excludeImages[2]: is a duplicate',
    ],
  ]);
});

describe('annotations', () => {
  const transcript = (annotations: string) =>
    transcribeSettings(
      `{"signatures":[{"image":"a.io/*","pubKeys":${JSON.stringify([PEM.release])},"annotations":${annotations}}]}`,
    ).reply;

  it('may be none', () => {
    assert.equal(transcript('{}'), '{"valid":true}');
  });

  it('have each key once, however it is written', () => {
    assert.equal(
      transcript('{"a":"1","b":"1","\\u0061":"2","b":"1"}'),
      '{"valid":false,"message":"signatures[0].annotations.a: is given twice; signatures[0].annotations.b: is given twice"}',
    );
  });

  it('have no empty key', () => {
    assert.equal(
      transcript('{"":"1"}'),
      '{"valid":false,"message":"signatures[0].annotations[\\"\\"]: key must not be empty"}',
    );
  });
});

describe('long lists', () => {
  const many = <T>(make: (index: number) => T): T[] =>
    Array.from({ length: 20_000 }, (_, index) => make(index));

  it('are searched for duplicates in time', () => {
    const started = process.cpuUsage();
    const settings = {
      ...keyed({
        annotations: Object.fromEntries(many((i) => [`k${i}`, 'v'])),
      }),
      excludeImages: many((i) => `a.io/${i}`),
      podSpecPaths: many((i) => ({
        apiGroup: 'x.io',
        kind: `K${i}`,
        path: 'p',
      })),
    };
    assert.deepEqual(validateSettings(settings), { valid: true, message: '' });
    const { user } = process.cpuUsage(started);
    assert.ok(user < 5_000_000, `${user} us`);
  });
});

describe('very many unknown keys', () => {
  it('are counted, and hints are looked for only where they are told', () => {
    const keys = Array.from({ length: 20_000 }, (_, i) => [`anotation${i}`, 1]);
    restart();
    const { message } = validateSettings(
      keyed(Object.fromEntries(keys) as JsonObject),
    );
    assert.match(message, /^signatures\[0\]\.anotation0: unknown key, did you/);
    assert.match(message, /; and 19900 more$/);
    assert.ok(memoryBytes() < 4 << 20, `${memoryBytes()} bytes`);
  });
});

/** The same PEM with its base64 in lines of 50. */
function rewrapped(pem: string): string {
  const [, label = '', body = ''] =
    /-----BEGIN (.*)-----([^-]*)-----/.exec(pem) ?? [];
  const lines = body.replace(/\s/g, '').match(/.{1,50}/g) ?? [];
  return `-----BEGIN ${label}-----\r\n${lines.join('\r\n')}\r\n-----END ${label}-----`;
}
