// SPDX-License-Identifier: Apache-2.0

/** Updates: what counts as unchanged, and what happens to it. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Json, JsonObject } from '../../support/json.js';
import {
  containers,
  pod,
  podOf,
  update,
  validate,
} from '../../support/policy.js';
import { DIGEST, failure, verifyingHost } from '../../support/scripted-host.js';

const SETTINGS = {
  signatures: [{ image: 'a.io/*', keyless: [{ issuer: 'i', subject: 's' }] }],
};
const PINNED = `a.io/b@${DIGEST}`;
const named = (name: Json, image: Json): JsonObject => ({ name, image });
const volume = (name: string, reference: string): JsonObject => ({
  name,
  image: { reference },
});

/** The images of the mutated object; none without a mutation. */
function pinned(before: Json, now: Json): readonly string[] {
  const { accepted, images } = validate(update(before, now), SETTINGS);
  assert.equal(accepted, true);
  return images;
}

const both = (
  before: readonly Json[],
  now: readonly Json[],
  list = 'containers',
): readonly string[] =>
  pinned(
    pod({ containers: [], [list]: before }),
    pod({ containers: [], [list]: now }),
  );

describe('an unchanged image', () => {
  const lists = ['containers', 'initContainers', 'ephemeralContainers'];
  for (const list of lists) {
    it(`of ${list} is verified and not rewritten`, () => {
      const spec = { containers: [], [list]: containers('a.io/b') };
      const { accepted, images, verified } = validate(
        update(pod(spec), pod({ ...spec, hostNetwork: true })),
        SETTINGS,
      );
      assert.deepEqual([accepted, images], [true, []]);
      assert.equal(verified.length, 1);
    });
  }

  it('of a volume is verified and not rewritten', () => {
    const volumes = [volume('v', 'a.io/b')];
    assert.deepEqual(both(volumes, volumes, 'volumes'), []);
    assert.deepEqual(both(volumes, [volume('w', 'a.io/b')], 'volumes'), [
      PINNED,
    ]);
  });

  it('may move within its list', () => {
    const one = named('one', 'a.io/b');
    const two = named('two', 'a.io/c');
    assert.deepEqual(both([one, two], [two, one]), []);
  });

  it('beside a changed one stays as it is', () => {
    assert.deepEqual(
      pinned(podOf('a.io/b', 'a.io/c'), podOf('a.io/b', 'a.io/b')),
      ['a.io/b', PINNED],
    );
  });
});

describe('an image counts as changed', () => {
  const rows: readonly (readonly [string, readonly Json[], readonly Json[]])[] =
    [
      ['under another name', [named('x', 'a.io/b')], [named('y', 'a.io/b')]],
      ['in another tag', [named('x', 'a.io/b:1')], [named('x', 'a.io/b')]],
      ['in another spelling', [named('x', 'A.io/b')], [named('x', 'a.io/b')]],
      ['when its container is new', [], [named('x', 'a.io/b')]],
      ['without a name', [{ image: 'a.io/b' }], [{ image: 'a.io/b' }]],
      ['with a number as name', [named(1, 'a.io/b')], [named(1, 'a.io/b')]],
      [
        'when it swapped names',
        [named('x', 'a.io/b'), named('y', 'b.io/c')],
        [named('x', 'b.io/c'), named('y', 'a.io/b')],
      ],
    ];
  for (const [name, before, now] of rows) {
    it(name, () => assert.ok(both(before, now).includes(PINNED)));
  }

  it('in another list', () => {
    const items = containers('a.io/b');
    const before = pod({ containers: items });
    const now = pod({ containers: [], initContainers: items });
    assert.deepEqual(pinned(before, now), [PINNED]);
  });

  const unreadable: readonly (readonly [string, Json])[] = [
    ['null', null],
    ['text', 'x'],
    ['empty', {}],
    ['without containers', pod({})],
    ['with broken containers', pod({ containers: 1 })],
  ];
  for (const [name, before] of unreadable) {
    it(`when the old object is ${name}`, () => {
      assert.deepEqual(pinned(before, podOf('a.io/b')), [PINNED]);
    });
  }

  it('in a Deployment, where only its image is rewritten', () => {
    const deployment = (...images: readonly string[]): JsonObject => ({
      spec: { template: podOf(...images) },
    });
    const kind = { group: 'apps', version: 'v1', kind: 'Deployment' };
    const { images } = validate(
      update(deployment('a.io/b', 'a.io/c'), deployment('a.io/b', 'a.io/d'), {
        kind,
      }),
      SETTINGS,
    );
    assert.deepEqual(images, ['a.io/b', `a.io/d@${DIGEST}`]);
  });
});

describe('an object that is being deleted', () => {
  const untrusting = verifyingHost(() => failure('unsigned'));
  const gone = (spec: JsonObject, timestamp: Json = '2026-01-01T00:00:00Z') =>
    pod(spec, { deletionTimestamp: timestamp });
  const spec = { containers: containers('a.io/b', 'a.io/c') };
  const accepts = (before: Json, now: Json): boolean =>
    validate(update(before, now), SETTINGS, untrusting).accepted;

  it('passes with unchanged images, without a question', () => {
    const { accepted, verified, mutated } = validate(
      update(gone(spec), gone(spec)),
      SETTINGS,
      untrusting,
    );
    assert.deepEqual([accepted, verified, mutated], [true, [], undefined]);
  });

  it('passes when it loses a container', () => {
    assert.ok(accepts(gone(spec), gone({ containers: containers('a.io/b') })));
  });

  it('does not pass with a changed, new or nameless image', () => {
    for (const items of [
      containers('a.io/b', 'a.io/x'),
      containers('a.io/b', 'a.io/c', 'a.io/d'),
      [...containers('a.io/b'), { image: 'a.io/c' }],
    ]) {
      assert.equal(accepts(gone(spec), gone({ containers: items })), false);
    }
  });

  it('must say so with text', () => {
    for (const timestamp of [null, 0, true, {}, []]) {
      const now = gone({ ...spec, hostNetwork: true }, timestamp);
      assert.equal(accepts(gone(spec, timestamp), now), false);
    }
  });
});
