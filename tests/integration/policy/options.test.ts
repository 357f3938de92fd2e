// SPDX-License-Identifier: Apache-2.0

/** Every optional setting: what it changes and what it leaves. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Json, JsonObject } from '../../support/json.js';
import { creation, podOf, update, validate } from '../../support/policy.js';
import { DIGEST, failure, verifyingHost } from '../../support/scripted-host.js';
import { rejected, said, unverified } from '../../support/rejection.js';

const SIGNATURES = {
  signatures: [{ image: 'a.io/*', keyless: [{ issuer: 'i', subject: 's' }] }],
};
const PINNED = `a.io/b@${DIGEST}`;
const untrusting = verifyingHost(() => failure('unsigned'));

/** Message of a rejection, 'accepted', or the images of the mutated object. */
function outcome(
  options: JsonObject,
  request: JsonObject,
  host?: typeof untrusting,
): string {
  const settings = { ...SIGNATURES, ...options };
  const { accepted, message, images } = validate(request, settings, host);
  if (!accepted) return message;
  return images.length === 0 ? 'accepted' : images.join(' ');
}

const pods = (...images: readonly Json[]): JsonObject =>
  creation(podOf(...images));
const unmatched = (image: string, index = 0): string =>
  said(image, 'is matched by no entry of signatures', 'no-rule', index);
const unpinned = (image: string): string =>
  said(image, 'is not pinned to a digest', 'not-pinned');
const KEY = 'signatures[0].keyless';

/** Name, options, request, what comes of it. */
type Row = readonly [string, JsonObject, JsonObject, string];

function table(rows: readonly Row[]): void {
  for (const [name, options, request, expected] of rows) {
    it(name, () => assert.equal(outcome(options, request), expected));
  }
}

describe('unmatchedImages', () => {
  const reject = { unmatchedImages: 'reject' };
  table([
    ['accepts by default', {}, pods('b.io/x'), 'accepted'],
    ['accepts', { unmatchedImages: 'accept' }, pods('b.io/x'), 'accepted'],
    ['rejects', reject, pods('b.io/x'), rejected(unmatched('b.io/x'))],
    [
      'rejects short names',
      reject,
      pods('nginx'),
      rejected(unmatched('nginx')),
    ],
    ['leaves what matches', reject, pods('a.io/b'), PINNED],
    [
      'names all of them',
      reject,
      pods('a.io/b', 'b.io/x', 'c.io/y'),
      rejected(`each of b.io/x (containers[1]), ${unmatched('c.io/y', 2)}`),
    ],
    [
      'spares excluded images',
      { ...reject, excludeImages: ['b.io/*'] },
      pods('b.io/x', 'a.io/b'),
      `b.io/x ${PINNED}`,
    ],
  ]);
});

describe('excludeImages', () => {
  const excluded = (...excludeImages: readonly string[]): JsonObject => ({
    excludeImages,
    unmatchedImages: 'reject',
  });
  const matching: readonly (readonly [string, string])[] = [
    ['docker.io/library/nginx:latest', 'nginx'],
    ['docker.io/library/nginx:*', 'docker.io/nginx'],
    ['index.docker.io/library/nginx:latest', 'nginx'],
    ['GHCR.IO/x:1', 'ghcr.io:443/x:1'],
    ['docker.io/library/nginx', 'nginx:1'],
    ['ghcr.io/x', `ghcr.io/x:1@${DIGEST}`],
    ['*', 'anything/at/all'],
  ];
  for (const [glob, image] of matching) {
    it(`${glob} excludes ${image}`, () => {
      assert.equal(outcome(excluded(glob), pods(image)), 'accepted');
    });
  }
  const others: readonly (readonly [string, string])[] = [
    ['nginx', 'nginx'],
    ['nginx:latest', 'nginx'],
    ['docker.io/nginx', 'nginx'],
    ['docker.io/nginx:latest', 'nginx'],
    ['library/nginx:latest', 'nginx'],
    ['docker.io/library/nginx:latest', `nginx@${DIGEST}`],
    ['a.io/b:1', 'xa.io/b:1'],
    ['a.io/b:1', 'a.io/b:12'],
  ];
  for (const [glob, image] of others) {
    it(`${glob} does not exclude ${image}`, () => {
      assert.notEqual(outcome(excluded(glob), pods(image)), 'accepted');
    });
  }

  it('frees a matching image from its rules', () => {
    const request = pods('a.io/free', 'a.io/b');
    const options = { excludeImages: ['a.io/free:*'] };
    assert.equal(
      outcome(options, request, untrusting),
      rejected(unverified('a.io/b', 'unsigned', 1, KEY)),
    );
    assert.equal(outcome(options, pods('a.io/free'), untrusting), 'accepted');
  });

  it('frees no image that is no reference', () => {
    assert.equal(
      outcome({ excludeImages: ['*'] }, pods('a.io/B')),
      rejected(
        said('a.io/B', 'is not a valid image reference', 'invalid-reference'),
      ),
    );
  });
});

describe('requireDigest', () => {
  const options = { requireDigest: true };
  table([
    ['rejects a tag', options, pods('a.io/b'), rejected(unpinned('a.io/b'))],
    [
      'rejects what no rule is about',
      options,
      pods('b.io/x:1'),
      rejected(unpinned('b.io/x:1')),
    ],
    ['takes a digest', options, pods(PINNED), 'accepted'],
    [
      'takes a digest that no rule is about',
      options,
      pods(`x@${DIGEST}`),
      'accepted',
    ],
    ['takes tag and digest', options, pods(`a.io/b:1@${DIGEST}`), 'accepted'],
    [
      'refuses a tag that looks like a digest',
      options,
      pods(`a.io/b:sha256-${'ab'.repeat(32)}`),
      rejected(unpinned(`a.io/b:sha256-${'ab'.repeat(32)}`)),
    ],
    [
      'spares excluded images',
      { ...options, excludeImages: ['docker.io/*'] },
      pods('nginx'),
      'accepted',
    ],
    [
      'comes on top of unmatchedImages',
      { ...options, unmatchedImages: 'reject' },
      pods('b.io/x'),
      rejected(unpinned('b.io/x')),
    ],
  ]);

  it('still verifies', () => {
    assert.equal(
      outcome(options, pods(PINNED), untrusting),
      rejected(unverified(PINNED, 'unsigned', 0, KEY)),
    );
  });
});

describe('digestMutation', () => {
  const deployment = creation(
    { spec: { template: podOf('a.io/b') } },
    { kind: { group: 'apps', version: 'v1', kind: 'Deployment' } },
  );
  const podKindOfOthers = creation(podOf('a.io/b'), {
    kind: { group: 'x.io', version: 'v1', kind: 'Pod' },
  });
  const paths = {
    podSpecPaths: [{ apiGroup: 'x.io', kind: 'Pod', path: 'spec' }],
  };
  const rows: readonly (readonly [JsonObject, boolean, boolean])[] = [
    [{}, true, true],
    [{ digestMutation: 'all' }, true, true],
    [{ digestMutation: 'podsOnly' }, true, false],
    [{ digestMutation: 'none' }, false, false],
    [{ modifyImagesWithDigest: true }, true, true],
    [{ modifyImagesWithDigest: false }, false, false],
    [{ modifyImagesWithDigest: false, digestMutation: 'none' }, false, false],
    [{ modifyImagesWithDigest: true, digestMutation: 'podsOnly' }, true, false],
  ];
  for (const [options, forPods, forOthers] of rows) {
    it(JSON.stringify(options), () => {
      const settings = { ...SIGNATURES, ...options, ...paths };
      const mutates = (request: JsonObject): boolean => {
        const { accepted, mutated, verified } = validate(request, settings);
        assert.equal(accepted, true);
        assert.equal(verified.length, 1);
        return mutated !== undefined;
      };
      assert.equal(mutates(pods('a.io/b')), forPods);
      assert.equal(mutates(deployment), forOthers);
      assert.equal(mutates(podKindOfOthers), forOthers);
    });
  }
});

describe('skipUnchangedImages', () => {
  const request = update(podOf('a.io/b', 'a.io/c'), podOf('a.io/b', 'a.io/d'));
  const failed = (image: string, index: number): string =>
    unverified(image, 'unsigned', index, KEY);

  it('false verifies unchanged images, too', () => {
    assert.equal(
      outcome({}, request, untrusting),
      rejected(`each of a.io/b (containers[0]), ${failed('a.io/d', 1)}`),
    );
  });

  it('true skips no creation', () => {
    const creating = creation(podOf('a.io/b'), {
      oldObject: podOf('a.io/b'),
    });
    assert.equal(
      outcome({ skipUnchangedImages: true }, creating, untrusting),
      rejected(failed('a.io/b', 0)),
    );
  });
});
