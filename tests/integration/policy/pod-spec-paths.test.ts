// SPDX-License-Identifier: Apache-2.0

/** Custom resources with several pod specs, and with maps of them. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  create,
  declare,
  judge,
  KIND,
  pinned,
  replica,
  unsigned,
} from '../../support/custom-resources.js';
import { wireJson, type Json, type JsonObject } from '../../support/json.js';
import {
  containers,
  update,
  validate,
  validateBytes,
  validateSettings,
} from '../../support/policy.js';
import { malformed } from '../../support/rejection.js';

describe('several paths of one kind', () => {
  const settings = declare(
    { path: 'spec.worker.template.spec' },
    { path: 'spec.master.template.spec' },
  );
  const job = (master: Json, worker: Json): JsonObject => ({
    spec: { master, worker },
  });

  it('are valid settings', () => {
    assert.deepEqual(validateSettings(settings), { valid: true, message: '' });
  });

  it('are all verified and pinned, in the order of the document', () => {
    const object = job(replica('a.io/m', 'a.io/x'), replica('a.io/w'));
    const { images, mutated, verified } = validate(create(object), settings);
    assert.deepEqual(images, []);
    assert.deepEqual(
      mutated,
      job(
        replica(pinned('a.io/m'), pinned('a.io/x')),
        replica(pinned('a.io/w')),
      ),
    );
    assert.deepEqual(
      verified.map(({ image }) => image),
      ['a.io/m', 'a.io/x', 'a.io/w'],
    );
  });

  it('must all hold', () => {
    assert.equal(
      judge(job(replica('a.io/m'), replica('b.io/w')), settings),
      unsigned('a.io/m', 'spec.master.template.spec.containers[0].image'),
    );
    assert.equal(
      judge(job(replica('b.io/m'), replica('a.io/w')), settings),
      unsigned('a.io/w', 'spec.worker.template.spec.containers[0].image'),
    );
  });

  it('must all be there', () => {
    for (const [object, cause] of [
      [{ spec: { master: replica('b.io/m') } }, 'spec.worker is missing'],
      [{ spec: { worker: replica('b.io/m') } }, 'spec.master is missing'],
      [job({}, replica('b.io/m')), 'spec.master.template is missing'],
      [job(replica('b.io/m'), null), 'spec.worker is not an object'],
      [{}, 'spec is missing'],
    ] as const) {
      assert.equal(judge(object, settings), malformed(cause));
    }
  });

  it('verify an image that two of them name once', () => {
    const object = job(replica('a.io/b'), replica('a.io/b'));
    assert.equal(validate(create(object), settings).verified.length, 1);
    assert.equal(
      judge(object, settings),
      unsigned(
        'a.io/b',
        'spec.master.template.spec.containers[0].image and 1 more',
      ),
    );
  });

  it('that lead to one place pin it once', () => {
    const twice = declare(
      { path: 'spec.*.template.spec' },
      { path: 'spec.master.template.spec' },
      { path: 'spec.*.*.spec' },
    );
    assert.equal(validateSettings(twice).valid, true);
    const { mutated } = validate(
      create(job(replica('a.io/m'), replica('a.io/w', 'a.io/m'))),
      twice,
    );
    assert.deepEqual(
      mutated,
      job(
        replica(pinned('a.io/m')),
        replica(pinned('a.io/w'), pinned('a.io/m')),
      ),
    );
  });

  it('hold in whatever order the document has', () => {
    const at = (image: string): string =>
      `{"template":{"spec":{"containers":[{"image":"${image}"}]}}}`;
    const object = (worker: string, master: string): string =>
      `{"spec":{"worker":${at(worker)},"master":${at(master)}}}`;
    const payload = wireJson({ request: create('OBJECT'), settings });
    const { mutated } = validateBytes(
      payload.replace('"OBJECT"', object('a.io/w', 'a.io/m')),
    );
    assert.equal(
      JSON.stringify(mutated),
      object(pinned('a.io/w'), pinned('a.io/m')),
    );
  });

  it('leave other kinds alone', () => {
    const other = {
      ...settings,
      podSpecPaths: [
        { apiGroup: 'k.io', kind: 'Other', path: 'spec.none' },
        { apiGroup: 'x.io', kind: 'Job', path: 'spec.none' },
        { apiGroup: 'k.io', kind: 'Job', path: 'spec.template.spec' },
      ],
    };
    assert.equal(judge({ spec: replica('b.io/m') }, other), '');
  });
});

describe('a star in a path', () => {
  const members = declare({ path: 'spec.replicas.*.template.spec' });
  const of = (replicas: Json): JsonObject => ({ spec: { replicas } });

  it('steps into every member of an object, and names it', () => {
    const object = of({ Master: replica('a.io/m'), Worker: replica('a.io/w') });
    assert.deepEqual(
      validate(create(object), members).mutated,
      of({
        Master: replica(pinned('a.io/m')),
        Worker: replica(pinned('a.io/w')),
      }),
    );
    assert.equal(
      judge(object, members),
      'each of a.io/m (spec.replicas.Master.template.spec.containers[0]), ' +
        unsigned(
          'a.io/w',
          'spec.replicas.Worker.template.spec.containers[0].image',
        ),
    );
  });

  it('steps into every element of a list, and counts them', () => {
    const object = of([replica('b.io/m'), replica('b.io/m', 'a.io/w')]);
    assert.equal(
      judge(object, members),
      unsigned('a.io/w', 'spec.replicas[1].template.spec.containers[1].image'),
    );
    assert.deepEqual(
      validate(create(object), members).mutated,
      of([replica('b.io/m'), replica('b.io/m', pinned('a.io/w'))]),
    );
  });

  it('may be given more than once, and at the end', () => {
    const settings = declare({ path: 'spec.*.x.*' });
    const pod = { containers: containers('a.io/b') };
    assert.equal(
      judge({ spec: { a: { x: [pod] }, b: { x: { c: pod } } } }, settings),
      unsigned('a.io/b', 'spec.a.x[0].containers[0].image and 1 more'),
    );
    assert.equal(
      judge({ spec: [{ x: { c: { containers: [{}] } } }] }, settings),
      malformed('spec[0].x.c.containers[0].image is missing'),
    );
  });

  const faults: readonly (readonly [string, Json, string])[] = [
    ['an object without members', {}, 'spec.replicas is empty'],
    ['a list without elements', [], 'spec.replicas is empty'],
    ['null', null, 'spec.replicas is neither an object nor a list'],
    ['text', 'x', 'spec.replicas is neither an object nor a list'],
    ['a number', 1, 'spec.replicas is neither an object nor a list'],
    [
      'a member that is text',
      { Master: replica('b.io/x'), Worker: 'x' },
      'spec.replicas.Worker is not an object',
    ],
    [
      'an element without a template',
      [replica('b.io/x'), { a: 1 }],
      'spec.replicas[1].template is missing',
    ],
    [
      'an element whose template is empty',
      [{ template: {} }],
      'spec.replicas[0].template.spec is missing',
    ],
    [
      'a pod spec without containers',
      { Master: { template: { spec: {} } } },
      'spec.replicas.Master.template.spec.containers is missing',
    ],
    [
      'a container that is text',
      { Master: { template: { spec: { containers: ['x'] } } } },
      'spec.replicas.Master.template.spec.containers[0].image is not in an object',
    ],
    [
      'a name of two lines',
      { 'a\nb': 'x' },
      'spec.replicas.a b is not an object',
    ],
    [
      'a name without an end',
      { ['n'.repeat(254)]: replica('b.io/x') },
      'spec.replicas has a name that is too long',
    ],
  ];
  for (const [name, replicas, cause] of faults) {
    it(`rejects ${name}`, () => {
      assert.equal(judge(of(replicas), members), malformed(cause));
    });
  }

  it('takes names as long as Kubernetes has them, and of any characters', () => {
    for (const name of ['n'.repeat(253), 'a.b', '*', '', '"', 'é']) {
      const object = of({ [name]: replica('a.io/b') });
      assert.equal(
        judge(object, members),
        unsigned(
          'a.io/b',
          `spec.replicas.${name}.template.spec.containers[0].image`,
        ),
      );
    }
  });

  it('keeps the images of an update apart by their names', () => {
    const before = of({ Master: replica('a.io/m'), Worker: replica('a.io/w') });
    const swapped = of({
      Master: replica('a.io/w'),
      Worker: replica('a.io/m'),
    });
    assert.deepEqual(
      validate(update(before, swapped, KIND), members).mutated,
      of({
        Master: replica(pinned('a.io/w')),
        Worker: replica(pinned('a.io/m')),
      }),
    );
    const more = of({ Master: replica('a.io/m'), Worker: replica('a.io/m') });
    assert.deepEqual(
      validate(update(before, more, KIND), members).mutated,
      of({ Master: replica('a.io/m'), Worker: replica(pinned('a.io/m')) }),
    );
  });

  it('is not tired by very many elements', () => {
    const replicas = Array.from({ length: 20_000 }, (_, i) =>
      replica(`b.io/${i}`),
    );
    assert.equal(judge(of(replicas), members), '');
  });
});
