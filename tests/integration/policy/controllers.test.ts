// SPDX-License-Identifier: Apache-2.0

/**
 * Controllers compare what they made with what they would make. A policy that
 * rewrites their objects, or stops updates that start nothing, makes them
 * repeat themselves without end.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { wireJson, type Json, type JsonObject } from '../../support/json.js';
import {
  containers,
  creation,
  update,
  validate,
  validateBytes,
} from '../../support/policy.js';
import { DIGEST, failure, verifyingHost } from '../../support/scripted-host.js';

const SETTINGS = {
  signatures: [{ image: 'a.io/*', keyless: [{ issuer: 'i', subject: 's' }] }],
};
const untrusting = verifyingHost(() => failure('unsigned'));
const template = (image: Json = 'a.io/b'): JsonObject => ({
  spec: { containers: containers(image) },
});
const kind = (group: string, name: string): JsonObject => ({
  kind: { group, version: 'v1', kind: name },
});

/** Kinds that controllers make, and how a template stands in them. */
const MADE: readonly (readonly [string, string, (t: Json) => JsonObject])[] = [
  ['apps', 'ReplicaSet', (t) => ({ spec: { template: t } })],
  ['apps', 'Deployment', (t) => ({ spec: { template: t } })],
  ['apps', 'StatefulSet', (t) => ({ spec: { template: t } })],
  ['apps', 'DaemonSet', (t) => ({ spec: { template: t } })],
  ['', 'ReplicationController', (t) => ({ spec: { template: t } })],
  ['', 'PodTemplate', (t) => ({ template: t })],
  ['batch', 'Job', (t) => ({ spec: { template: t } })],
  [
    'batch',
    'CronJob',
    (t) => ({ spec: { jobTemplate: { spec: { template: t } } } }),
  ],
];
const OWNER = {
  apiVersion: 'apps/v1',
  blockOwnerDeletion: true,
  controller: true,
  kind: 'Deployment',
  name: 'web',
  uid: '705ab4f5-6393-11e8-b7cc-42010a800003',
};
const ownedBy = (...ownerReferences: readonly Json[]): JsonObject => ({
  metadata: { name: 'web', ownerReferences },
});

describe('what a controller made', () => {
  for (const [group, name, wrap] of MADE) {
    it(`is verified and not rewritten: ${name}`, () => {
      const made = { ...ownedBy(OWNER), ...wrap(template()) };
      const request = creation(made, kind(group, name));
      const { accepted, mutated, verified } = validate(request, SETTINGS);
      assert.deepEqual([accepted, mutated], [true, undefined]);
      assert.equal(verified.length, 1);
      assert.equal(validate(request, SETTINGS, untrusting).accepted, false);
    });

    it(`is pinned without an owner: ${name}`, () => {
      const object = { metadata: { name: 'web' }, ...wrap(template()) };
      const { images } = validate(
        creation(object, kind(group, name)),
        SETTINGS,
      );
      assert.deepEqual(images, [`a.io/b@${DIGEST}`]);
    });
  }

  it('is pinned when it is a Pod', () => {
    const pod = { ...ownedBy(OWNER), ...template() };
    const pinned = [`a.io/b@${DIGEST}`];
    assert.deepEqual(validate(creation(pod), SETTINGS).images, pinned);
    assert.deepEqual(
      validate(creation(pod), { ...SETTINGS, digestMutation: 'podsOnly' })
        .images,
      pinned,
    );
  });

  it('is left alone on updates, too', () => {
    const replicaSet = (image: string): JsonObject => ({
      ...ownedBy(OWNER),
      spec: { template: template(image) },
    });
    const request = update(
      replicaSet('a.io/b'),
      replicaSet('a.io/c'),
      kind('apps', 'ReplicaSet'),
    );
    const { accepted, mutated, verified } = validate(request, SETTINGS);
    assert.deepEqual(
      [accepted, mutated, verified.length],
      [true, undefined, 1],
    );
  });

  const others = { ...OWNER, controller: false };
  const references: readonly (readonly [string, Json, boolean])[] = [
    ['the second owner is its controller', [others, OWNER], false],
    ['the controller has no other field', [{ controller: true }], false],
    ['owners are no controllers', [others, others], true],
    ['an owner says nothing', [{ kind: 'Deployment', name: 'web' }], true],
    ['there are no owners', [], true],
    ['ownerReferences is null', null, true],
    ['ownerReferences is text', 'controller', true],
    ['an owner is not an object', [true, 'controller', null, [OWNER]], true],
    ['controller is text', [{ ...OWNER, controller: 'true' }], true],
    ['controller is a number', [{ ...OWNER, controller: 1 }], true],
    ['controller is null', [{ ...OWNER, controller: null }], true],
  ];
  for (const [name, ownerReferences, rewritten] of references) {
    it(`${rewritten ? 'is not' : 'is'} what this is when ${name}`, () => {
      const object = {
        metadata: { ownerReferences },
        spec: { template: template() },
      };
      const request = creation(object, kind('apps', 'ReplicaSet'));
      const { accepted, mutated } = validate(request, SETTINGS);
      assert.deepEqual([accepted, mutated !== undefined], [true, rewritten]);
      assert.equal(validate(request, SETTINGS, untrusting).accepted, false);
    });
  }

  it('is not what owner references elsewhere say', () => {
    const object = {
      ownerReferences: [OWNER],
      metadata: { name: 'web' },
      spec: { template: { ...ownedBy(OWNER), ...template() } },
    };
    const { images } = validate(
      creation(object, kind('apps', 'ReplicaSet')),
      SETTINGS,
    );
    assert.deepEqual(images, [`a.io/b@${DIGEST}`]);
  });
});

/** Whether an update passes without a question to the host. */
function passes(before: Json, now: Json, changes: JsonObject): boolean {
  const { accepted, mutated, verified } = validate(
    update(before, now, changes),
    SETTINGS,
    untrusting,
  );
  assert.equal(mutated, undefined);
  // What does not pass is verified as ever: it is unsigned.
  assert.equal(verified.length > 0, !accepted);
  return accepted;
}

describe('an update that starts nothing', () => {
  for (const [group, name, wrap] of MADE) {
    it(`passes without a question: ${name}`, () => {
      const object = wrap(template());
      const labelled = { metadata: { labels: { a: 'b' } }, ...object };
      assert.ok(passes(object, labelled, kind(group, name)));
      const deleted = { ...object, metadata: { finalizers: [] } };
      assert.ok(passes(labelled, deleted, kind(group, name)));
      assert.ok(
        passes(labelled, { ...labelled, status: { x: 1 } }, kind(group, name)),
      );
    });

    it(`is none when the template changes: ${name}`, () => {
      const now = { ...template(), metadata: { annotations: { at: 'now' } } };
      assert.ok(!passes(wrap(template()), wrap(now), kind(group, name)));
    });
  }

  it('passes for Pods', () => {
    const pod = template();
    assert.ok(passes(pod, { ...pod, metadata: { labels: {} } }, {}));
    const spec = pod['spec'] as JsonObject;
    assert.ok(!passes(pod, { spec: { ...spec, priority: 1 } }, {}));
    assert.ok(passes(pod, { ...pod, status: {} }, { subResource: 'resize' }));
  });

  it('is none with a container that has no name, and on CREATE', () => {
    const nameless = { spec: { containers: [{ image: 'a.io/b' }] } };
    assert.ok(!passes(nameless, nameless, {}));
    const pod = template();
    assert.ok(!passes(pod, pod, { operation: 'CREATE' }));
    assert.ok(!passes(null, pod, {}));
  });

  it('is none when another part of the spec changes', () => {
    const deployment = (changes: JsonObject): JsonObject => ({
      spec: { replicas: 2, template: template(), ...changes },
    });
    for (const changes of [
      { paused: true },
      { strategy: { type: 'Recreate' } },
      { minReadySeconds: 1 },
      { paused: true, replicas: 1 },
    ]) {
      assert.ok(
        !passes(
          deployment({}),
          deployment(changes),
          kind('apps', 'Deployment'),
        ),
      );
    }
  });
});

describe('spec.replicas', () => {
  const members = (replicas?: string): string =>
    replicas === undefined ? '' : `"replicas":${replicas},`;
  const spec = (start: string): string =>
    `{"a":1,${start}"template":{"spec":{"containers":[{"image":"a.io/b","name":"c"}]}}}`;

  /** Both specs are sent as they are written. */
  function passesText(before: string, now: string): boolean {
    const request = wireJson(update('OLD', 'NEW', kind('apps', 'Deployment')))
      .replace('"OLD"', `{"spec":${before}}`)
      .replace('"NEW"', `{"spec":${now}}`);
    const { accepted, verified } = validateBytes(
      `{"request":${request},"settings":${JSON.stringify(SETTINGS)}}`,
      untrusting,
    );
    assert.equal(verified.length > 0, !accepted);
    return accepted;
  }

  const lower: readonly (readonly [string | undefined, string | undefined])[] =
    [
      [undefined, undefined],
      ['3', '3'],
      ['3', '2'],
      ['3', '0'],
      ['0', '0'],
      ['10', '9'],
      ['2147483647', '2147483646'],
      // The same bytes, whatever they are.
      ['null', 'null'],
      ['-1', '-1'],
    ];
  for (const [before, now] of lower) {
    it(`may go from ${before} to ${now}`, () => {
      assert.ok(passesText(spec(members(before)), spec(members(now))));
    });
  }

  const more: readonly (readonly [string | undefined, string | undefined])[] = [
    ['2', '3'],
    ['0', '1'],
    ['9', '10'],
    ['0', undefined],
    ['3', undefined],
    [undefined, '0'],
    [undefined, '3'],
    ['3', '-1'],
    ['-1', '-2'],
    ['-1', '0'],
    ['3', '"2"'],
    ['"3"', '2'],
    ['3', 'null'],
    ['null', '0'],
    ['3', 'true'],
    ['3', '[]'],
    ['3.5', '2'],
    ['3', '1.5'],
    ['1e2', '3'],
    ['99999999999999999999', '3'],
    ['3', '{"replicas":1}'],
  ];
  for (const [before, now] of more) {
    it(`may not go from ${before} to ${now} unseen`, () => {
      assert.ok(!passesText(spec(members(before)), spec(members(now))));
    });
  }

  it('is found however its key is written', () => {
    const escaped = '"repl\\u0069cas" : 3 ,';
    assert.ok(passesText(spec(escaped), spec(escaped.replace('3', '2'))));
    assert.ok(!passesText(spec(escaped), spec(escaped.replace('3', '4'))));
  });

  it('given twice is no such number', () => {
    const twice = (n: number): string => spec(`"replicas":3,"replicas":${n},`);
    assert.ok(!passesText(twice(3), twice(2)));
    assert.ok(!passesText(spec(members('3')), twice(2)));
  });

  it('of a template is no such number', () => {
    const of = (n: number): string =>
      spec('').replace('"template":{', `"template":{"replicas":${n},`);
    assert.ok(!passesText(of(2), of(1)));
  });

  it('beside another change is no excuse', () => {
    const changed = spec(members('2')).replace('"a":1', '"a":2');
    assert.ok(!passesText(spec(members('3')), changed));
    const behind = spec(members('2')).replace('}}}', '},"z":1}}');
    assert.ok(!passesText(spec(members('3')), behind));
  });
});
