// SPDX-License-Identifier: Apache-2.0

/** Custom resources whose pod specs may be missing; what settings may say. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  create,
  declare,
  judge,
  KIND,
  replica,
  unsigned,
  untrusting,
} from '../../support/custom-resources.js';
import type { Json, JsonObject } from '../../support/json.js';
import {
  containers,
  update,
  validate,
  validateSettings,
} from '../../support/policy.js';
import { malformed } from '../../support/rejection.js';

describe('whenMissing', () => {
  const path = 'spec.template.spec';
  const lenient = declare({ path, whenMissing: 'accept' });
  const rollout = { spec: { workloadRef: { name: 'web' } } };

  it('rejects by default, and when it says so', () => {
    const cause = malformed('spec.template is missing');
    assert.equal(judge(rollout, declare({ path })), cause);
    assert.equal(judge(rollout, declare({ path, whenMissing: null })), cause);
    assert.equal(
      judge(rollout, declare({ path, whenMissing: 'reject' })),
      cause,
    );
  });

  it('accept lets an object pass that has nothing there', () => {
    for (const object of [
      rollout,
      {},
      { spec: {} },
      { spec: null },
      { spec: { template: null } },
      { spec: { template: {} } },
    ]) {
      assert.equal(judge(object, lenient), '');
      const { mutated, verified } = validate(create(object), lenient);
      assert.deepEqual([mutated, verified], [undefined, []]);
    }
  });

  it('accept verifies what is there', () => {
    assert.equal(
      judge({ spec: replica('a.io/b') }, lenient),
      unsigned('a.io/b', 'spec.template.spec.containers[0].image'),
    );
  });

  it('accept forgives nothing else', () => {
    for (const [object, cause] of [
      [null, 'object is missing'],
      ['x', 'object is not an object'],
      [{ spec: 'x' }, 'spec is not an object'],
      [{ spec: { template: [] } }, 'spec.template is not an object'],
      [
        { spec: { template: { spec: {} } } },
        'spec.template.spec.containers is missing',
      ],
    ] as const) {
      assert.equal(judge(object, lenient), malformed(cause));
    }
  });

  it('is said of each path', () => {
    const settings = declare(
      { path: 'spec.a', whenMissing: 'accept' },
      { path: 'spec.b' },
    );
    const pod = { containers: containers('b.io/x') };
    assert.equal(
      judge({ spec: { a: pod } }, settings),
      malformed('spec.b is missing'),
    );
    assert.equal(judge({ spec: { b: pod } }, settings), '');
  });

  it('accept lets empty maps and single members pass', () => {
    const settings = declare({
      path: 'spec.groups.*.template.spec',
      whenMissing: 'accept',
    });
    for (const groups of [[], {}, null, [{}], [null], { a: { x: 1 } }]) {
      assert.equal(judge({ spec: { groups } }, settings), '');
    }
    assert.equal(
      judge({ spec: { groups: [{}, replica('a.io/b')] } }, settings),
      unsigned('a.io/b', 'spec.groups[1].template.spec.containers[0].image'),
    );
    assert.equal(
      judge({ spec: { groups: 'x' } }, settings),
      malformed('spec.groups is neither an object nor a list'),
    );
  });
});

describe('an update of a custom resource that starts nothing', () => {
  const passes = (settings: JsonObject, before: Json, now: Json): boolean =>
    validate(update(before, now, KIND), settings, untrusting).accepted;
  const object = { a: replica('a.io/b'), spec: replica('a.io/b') };
  const labelled = { ...object, metadata: { labels: { a: 'b' } } };

  it('passes when its paths lie in spec', () => {
    const settings = declare(
      { path: 'spec.template.spec' },
      { path: 'spec.*.spec' },
    );
    assert.ok(passes(settings, object, labelled));
    const paused = { ...object, spec: { ...object.spec, paused: true } };
    assert.ok(!passes(settings, object, paused));
  });

  it('is verified when one lies elsewhere', () => {
    const elsewhere = declare({ path: 'a.template.spec' });
    assert.ok(!passes(elsewhere, object, labelled));
    const both = declare(
      { path: 'spec.template.spec' },
      { path: 'a.template.spec' },
    );
    assert.ok(!passes(both, object, labelled));
  });
});

describe('settings of podSpecPaths', () => {
  const bad: readonly (readonly [string, JsonObject, string])[] = [
    [
      'a kind in small letters',
      { kind: 'rollout', path: 'spec' },
      'kind: must begin with a capital letter',
    ],
    [
      'a kind that begins with a digit',
      { kind: '1st', path: 'spec' },
      'kind: must begin with a capital letter',
    ],
    [
      'a kind of other letters',
      { kind: 'ärger', path: 'spec' },
      'kind: must begin with a capital letter',
    ],
    [
      'a star as first key',
      { path: '*.spec' },
      'path: may have * in place of a key, but not of the first',
    ],
    [
      'a star within a key',
      { path: 'spec.worker*.spec' },
      'path: may have * in place of a key, but not of the first',
    ],
    [
      'two stars',
      { path: 'spec.**.spec' },
      'path: may have * in place of a key, but not of the first',
    ],
    [
      'an empty key',
      { path: 'spec.*..spec' },
      'path: must be keys joined by dots, such as spec.template.spec',
    ],
    [
      'more keys than any resource has',
      { path: Array(17).fill('a').join('.') },
      'path: must be keys joined by dots, such as spec.template.spec',
    ],
    [
      'another word for whenMissing',
      { path: 'spec', whenMissing: 'ignore' },
      'whenMissing: must be reject or accept',
    ],
    [
      'a misspelt key',
      { path: 'spec', whenMising: 'accept' },
      'whenMising: unknown key, did you mean whenMissing?',
    ],
  ];
  for (const [name, entry, problem] of bad) {
    it(`refuse ${name}`, () => {
      const settings = declare({ path: 'spec', ...entry });
      assert.deepEqual(validateSettings(settings), {
        valid: false,
        message: `podSpecPaths[0].${problem}`,
      });
    });
  }

  it('refuse the same path twice, and nothing that only looks like it', () => {
    const twice = declare(
      { path: 'spec.a' },
      { path: 'spec.b' },
      { path: 'spec.a', whenMissing: 'accept' },
    );
    assert.equal(
      validateSettings(twice).message,
      'podSpecPaths[2]: is a duplicate',
    );
  });
});
