// SPDX-License-Identifier: Apache-2.0

/** Keys in snake case are understood, and logged once as deprecated. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PEM } from '../../support/generate/images.js';
import { isList, isObject, type Json } from '../../support/json.js';
import { creation, podOf } from '../../support/policy.js';
import {
  transcribeRequest,
  transcribeSettings,
} from '../../support/transcript.js';

const SETTINGS: Json = {
  signatures: [
    { image: 'a.io/*', pubKeys: [PEM.release], minimumMatches: 1 },
    { image: 'b.io/*', githubActions: { owner: 'acme' } },
    {
      image: 'c.io/*',
      keylessPrefix: [{ issuer: 'i', urlPrefix: 'https://a.io/b' }],
    },
    {
      image: 'd.io/*',
      certificates: [PEM.alice],
      certificateChain: [PEM.intermediate, PEM.root],
      requireRekorBundle: false,
    },
  ],
  modifyImagesWithDigest: false,
  digestMutation: 'none',
  unmatchedImages: 'reject',
  excludeImages: ['docker.io/library/nginx:*'],
  requireDigest: false,
  unknownResources: 'reject',
  podSpecPaths: [{ apiGroup: 'x.io', kind: 'K', path: 'spec' }],
  skipUnchangedImages: true,
  evidence: 'off',
};

const snakeKey = (key: string): string =>
  key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** All keys in snake case, in the order of the original. */
function snakeCase(value: Json): Json {
  if (isList(value)) return value.map(snakeCase);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [
      snakeKey(key),
      snakeCase(part),
    ]),
  );
}

/** Paths of all keys that differ in snake case, in document order. */
function renamed(value: Json, path = ''): [path: string, twin: string][] {
  if (isList(value)) {
    return value.flatMap((item, index) => renamed(item, `${path}[${index}]`));
  }
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, part]) => {
    const at = path === '' ? snakeKey(key) : `${path}.${snakeKey(key)}`;
    const here: [string, string][] = snakeKey(key) === key ? [] : [[at, key]];
    return [...here, ...renamed(part, at)];
  });
}

describe('settings in snake case', () => {
  const old = snakeCase(SETTINGS);

  it('are valid, and every key is logged once with its path', () => {
    const { reply, log, verify, trust } = transcribeSettings(
      JSON.stringify(old),
    );
    assert.equal(reply, '{"valid":true}');
    assert.equal(log.length, 16);
    assert.deepEqual(
      log,
      renamed(SETTINGS).map(([path, twin]) => ({
        level: 'warning',
        message: `${path}: is deprecated, write ${twin}`,
      })),
    );
    assert.deepEqual([verify, trust], [[], []]);
  });

  it('in camel case log nothing', () => {
    const { reply, log } = transcribeSettings(JSON.stringify(SETTINGS));
    assert.deepEqual([reply, log], ['{"valid":true}', []]);
  });

  it('decide as their twins do, without a word at request time', () => {
    const images = ['a.io/x', 'b.io/x', 'c.io/x', 'd.io/x', 'e.io/x', 'nginx'];
    for (const image of images) {
      const request = creation(podOf(image));
      assert.deepEqual(
        transcribeRequest(request, old),
        transcribeRequest(request, SETTINGS),
      );
    }
    const { log } = transcribeRequest(creation(podOf('a.io/x')), old);
    assert.deepEqual(log, []);
  });

  it('are checked as strictly', () => {
    const { reply } = transcribeSettings(
      '{"signatures":[{"image":"*","keyless_prefix":[{"issuer":"i","url_prefix":"x"}]}],"digest_mutation":"x"}',
    );
    assert.equal(
      reply,
      '{"valid":false,"message":"signatures[0].keyless_prefix[0].url_prefix: ' +
        'must be an absolute http or https URL; ' +
        'digest_mutation: must be all, podsOnly or none"}',
    );
  });

  it('written with escapes are understood', () => {
    const { reply, log } = transcribeSettings(
      '{"signatures":[{"image":"*","github\\u005factions":{"owner":"a"}}]}',
    );
    assert.equal(reply, '{"valid":true}');
    assert.deepEqual(log, [
      {
        level: 'warning',
        message:
          'signatures[0].github_actions: is deprecated, write githubActions',
      },
    ]);
  });
});
