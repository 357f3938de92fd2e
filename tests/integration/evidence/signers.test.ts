// SPDX-License-Identifier: Apache-2.0

/** Each signer that counted is looked for among the layers that bind. */
import assert from 'node:assert/strict';
import { ECDH, X509Certificate } from 'node:crypto';
import { describe, it } from 'node:test';
import {
  assertUnavailable,
  type EvidenceVerdict,
  judge,
  judgeUnder,
} from '../../support/evidence-verdict.js';
import type { JsonObject } from '../../support/json.js';
import {
  BUNDLE,
  CERTIFICATE,
  changedBody,
  edited,
  relogged,
} from '../../support/tampering/annotations.js';
import {
  layerOf,
  layersOf,
  manifest,
} from '../../support/tampering/signature-layers.js';

/** The certificate's key, on P-256, as PEM with its point compressed. */
function compressed({ publicKey }: X509Certificate): string {
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const point = ECDH.convertKey(
    spki.subarray(-65),
    'prime256v1',
    undefined,
    undefined,
    'compressed',
  ) as Buffer;
  const head = '3039301306072a8648ce3d020106082a8648ce3d030107032200';
  const der = Buffer.concat([Buffer.from(head, 'hex'), point]);
  return `-----BEGIN PUBLIC KEY-----\n${der.toString('base64')}\n-----END PUBLIC KEY-----\n`;
}

describe('signers that no layer holds', () => {
  const good = layerOf('keyless-two');

  it('identities, in layers without a certificate or a log entry', () => {
    for (const layers of [
      [],
      layersOf('public-key'),
      [edited(good, { [BUNDLE]: undefined })],
      [edited(good, { [CERTIFICATE]: undefined })],
    ]) {
      assertUnavailable(
        'keyless-two',
        (settings) => judge('keyless-two', 'email', manifest(layers), settings),
        'no layer is by keyless[0]',
      );
    }
  });

  it('one of two certificates', () => {
    const layers = layersOf('search');
    for (const [layer, missing] of [
      [layers[0], 1],
      [layers[1], 0],
    ] as const) {
      assert.ok(layer);
      assertUnavailable(
        'search',
        (settings) => judge('search', 'both', manifest([layer]), settings),
        `no layer is by certificates[${missing}]`,
      );
    }
  });

  it('certificates, unless the log has their key, however it is written', () => {
    const layer = layerOf('hardware-token');
    const token = new X509Certificate(layer.annotations[CERTIFICATE] ?? '');
    for (const key of [
      token.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      compressed(token),
    ]) {
      const content = Buffer.from(key).toString('base64');
      const body = changedBody(layer, (text) =>
        text.replace(/(?<="publicKey":\{"content":")[^"]*/, content),
      );
      const logged = manifest([relogged(layer, { body })]);
      const settings = { evidence: 'strict' };
      const verdict = judge('hardware-token', 'own', logged, settings);
      assert.equal(verdict.cause, '');
      assertUnavailable(
        'search',
        (settings) => judge('search', 'alice', logged, settings),
        'no layer is by certificates[0]',
      );
    }
  });

  it('stand beside layers that are in no log', () => {
    const unlogged = edited(good, { [BUNDLE]: undefined });
    const layers = manifest([unlogged, ...layersOf('keyless-two')]);
    const settings = { evidence: 'strict' };
    const verdict = judge('keyless-two', 'email', layers, settings);
    assert.equal(verdict.cause, '');
  });
});

describe('identities in certificates', () => {
  const GITHUB = 'https://token.actions.githubusercontent.com';
  const issuer = GITHUB;
  const subject =
    'https://github.com/acme/shop/.github/workflows/release.yml@refs/tags/v1.0.0';
  const answer = manifest(layersOf('github-shop'));
  const judgeShop = (
    entry: JsonObject,
    settings: JsonObject,
  ): EvidenceVerdict => judgeUnder('github-shop', entry, answer, settings);

  const HELD: Readonly<Record<string, JsonObject>> = {
    'the subject': { keyless: [{ issuer, subject }] },
    'the directory': {
      keylessPrefix: [{ issuer, urlPrefix: 'https://github.com/acme/shop' }],
    },
    'the directory with its slash': {
      keylessPrefix: [{ issuer, urlPrefix: 'https://github.com/acme/' }],
    },
    'owner and repo': { githubActions: { owner: 'acme', repo: 'shop' } },
    'the owner': { githubActions: { owner: 'acme' } },
    'one of two': {
      keyless: [
        { issuer, subject },
        { issuer, subject: 'https://x' },
      ],
      minimumMatches: 1,
    },
  };
  for (const [what, entry] of Object.entries(HELD)) {
    it(`are held: ${what}`, () => {
      assert.equal(judgeShop(entry, { evidence: 'strict' }).cause, '');
    });
  }

  const one = (subject: string): JsonObject => ({
    keyless: [{ issuer, subject }],
  });
  const below = (urlPrefix: string): JsonObject => ({
    keylessPrefix: [{ issuer, urlPrefix }],
  });
  const NOT_HELD: readonly [string, JsonObject, string][] = [
    ['another subject', one(`${subject}x`), 'keyless[0]'],
    ['a part of it', one(subject.slice(0, -1)), 'keyless[0]'],
    [
      'another issuer',
      { keyless: [{ issuer: `${GITHUB}/`, subject }] },
      'keyless[0]',
    ],
    [
      'a name that begins alike',
      below('https://github.com/acm'),
      'keylessPrefix[0]',
    ],
    [
      'another directory',
      below('https://github.com/acme/cart'),
      'keylessPrefix[0]',
    ],
    ['another owner', { githubActions: { owner: 'acm' } }, 'githubActions'],
    [
      'another repo',
      { githubActions: { owner: 'acme', repo: 'sho' } },
      'githubActions',
    ],
    [
      'the second of two',
      {
        keyless: [
          { issuer, subject },
          { issuer, subject: 'https://x' },
        ],
      },
      'keyless[1]',
    ],
  ];
  for (const [what, entry, missing] of NOT_HELD) {
    it(`are not held: ${what}`, () => {
      assertUnavailable(
        'github-shop',
        (settings) => judgeShop(entry, settings),
        `no layer is by ${missing}`,
      );
    });
  }

  it('that did not count are not looked for', () => {
    const entry = {
      keyless: [
        { issuer, subject: 'https://x' },
        { issuer, subject },
      ],
      minimumMatches: 1,
    };
    // The host of this test counts the first one.
    assertUnavailable(
      'github-shop',
      (settings) => judgeShop(entry, settings),
      'no layer is by keyless[0]',
    );
  });
});
