// SPDX-License-Identifier: Apache-2.0

/** The lists of a pod spec: what is read, and what cannot be. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Json, JsonObject } from '../../support/json.js';
import {
  containers,
  creation,
  pod,
  validate,
  validateBytes,
} from '../../support/policy.js';
import { DIGEST } from '../../support/scripted-host.js';
import { malformed, rejected, said } from '../../support/rejection.js';

const SETTINGS = {
  signatures: [{ image: 'a.io/*', keyless: [{ issuer: 'i', subject: 's' }] }],
};
const LISTS = ['containers', 'initContainers', 'ephemeralContainers'] as const;
const IMAGE = 'a.io/b:1';
const volume = (image: Json): Json => ({ name: 'v', image });

const ask = (spec: JsonObject) => validate(creation(pod(spec)), SETTINGS);

function rejects(spec: JsonObject, ...causes: readonly string[]): void {
  const { accepted, message } = ask(spec);
  assert.deepEqual(
    { accepted, message },
    {
      accepted: false,
      message: rejected(...causes.map(malformed)),
    },
  );
}

describe('every place of an image', () => {
  it('is verified, in document order, and pinned', () => {
    const { accepted, mutated, verified } = ask({
      containers: containers('a.io/1', 'a.io/2'),
      ephemeralContainers: containers('a.io/3'),
      initContainers: containers('a.io/4'),
      volumes: [
        { name: 'none', emptyDir: {} },
        volume({ pullPolicy: 'Always', reference: 'a.io/5' }),
      ],
    });
    assert.equal(accepted, true);
    assert.deepEqual(
      verified.map(({ image }) => image),
      ['a.io/1', 'a.io/2', 'a.io/3', 'a.io/4', 'a.io/5'],
    );
    const pinned = (n: number): string => `a.io/${n}@${DIGEST}`;
    assert.deepEqual((mutated as JsonObject)['spec'], {
      containers: containers(pinned(1), pinned(2)),
      ephemeralContainers: containers(pinned(3)),
      initContainers: containers(pinned(4)),
      volumes: [
        { name: 'none', emptyDir: {} },
        volume({ pullPolicy: 'Always', reference: pinned(5) }),
      ],
    });
  });

  it('with the same image is verified once and pinned everywhere', () => {
    const { verified, images } = ask({
      containers: containers(IMAGE, IMAGE),
      initContainers: containers(IMAGE),
      volumes: [volume({ reference: IMAGE })],
    });
    assert.equal(verified.length, 1);
    assert.deepEqual(images, Array(4).fill(`${IMAGE}@${DIGEST}`));
  });
});

describe('an image that is no image', () => {
  const fields: readonly (readonly [string, Json, string])[] = [
    ['missing', { name: 'c' }, '.image is missing'],
    ['null', { image: null }, '.image is not a string'],
    ['a number', { image: 1 }, '.image is not a string'],
    ['a list', { image: [IMAGE] }, '.image is not a string'],
    ['empty', { image: '' }, '.image is empty'],
    ['in no object', IMAGE, '.image is not in an object'],
    ['in null', null, '.image is not in an object'],
  ];
  for (const [name, item, text] of fields) {
    it(`${name} rejects in every list`, () => {
      for (const list of LISTS) {
        const others = list === 'containers' ? {} : { containers: [] };
        rejects({ ...others, [list]: [item] }, `spec.${list}[0]${text}`);
      }
    });
  }

  const twice: readonly (readonly [string, string])[] = [
    [
      `"containers":[{"image":"${IMAGE}","image":"${IMAGE}"}]`,
      'containers[0].image',
    ],
    [`"containers":[{"image":"${IMAGE}","image":null}]`, 'containers[0].image'],
    [
      `"containers":[{"image":1,"im\\u0061ge":"${IMAGE}"}]`,
      'containers[0].image',
    ],
    [
      `"containers":[],"volumes":[{"image":{"reference":"${IMAGE}"},"image":{"reference":"${IMAGE}"}}]`,
      'volumes[0].image.reference',
    ],
    [
      `"containers":[],"volumes":[{"image":{"reference":"${IMAGE}","reference":"b.io/x"}}]`,
      'volumes[0].image.reference',
    ],
  ];
  for (const [lists, path] of twice) {
    it(`given twice rejects: ${lists}`, () => {
      const { message } = validateBytes(
        `{"request":{"kind":{"group":"","kind":"Pod"},"name":"web","object":{"spec":{${lists}}},"operation":"CREATE"},"settings":${JSON.stringify(SETTINGS)}}`,
      );
      assert.equal(message, rejected(malformed(`spec.${path} is given twice`)));
    });
  }

  it('is named beside every other failure', () => {
    const { message } = ask({
      containers: [{}, { image: IMAGE }, { image: 7 }, { image: 'a.io/B' }],
      volumes: [volume({})],
    });
    assert.equal(
      message,
      rejected(
        malformed(
          'each of spec.containers[0].image, spec.volumes[0].image.reference is missing',
        ),
        malformed('spec.containers[2].image is not a string'),
        said(
          'a.io/B',
          'is not a valid image reference',
          'invalid-reference',
          3,
        ),
      ),
    );
  });
});

describe('an image volume', () => {
  const sources: readonly (readonly [string, Json, string])[] = [
    ['without a reference', {}, 'is missing'],
    ['with null', { reference: null }, 'is not a string'],
    ['with a number', { reference: 1 }, 'is not a string'],
    ['with an empty reference', { reference: '' }, 'is empty'],
    ['that is text', IMAGE, 'is not in an object'],
    ['that is a list', [], 'is not in an object'],
  ];
  for (const [name, source, text] of sources) {
    it(`${name} rejects`, () => {
      rejects(
        { containers: [], volumes: [{ name: 'a' }, volume(source)] },
        `spec.volumes[1].image.reference ${text}`,
      );
    });
  }

  it('of null is none', () => {
    const { accepted } = ask({ containers: [], volumes: [volume(null)] });
    assert.equal(accepted, true);
  });
});

describe('a list', () => {
  for (const list of [...LISTS, 'volumes']) {
    it(`of ${list} that is none rejects`, () => {
      for (const value of ['x', 1, {}, true]) {
        const others = list === 'containers' ? {} : { containers: [] };
        rejects({ ...others, [list]: value }, `spec.${list} is not a list`);
      }
    });
  }

  it('of containers must be there', () => {
    rejects({}, 'spec.containers is missing');
    rejects({ containers: null }, 'spec.containers is missing');
  });

  it('that is null is no list', () => {
    const spec = { containers: containers(IMAGE), initContainers: null };
    assert.equal(ask({ ...spec, volumes: null }).accepted, true);
  });

  it('of volumes with an element that is not an object rejects', () => {
    rejects(
      { containers: [], volumes: ['x'] },
      'spec.volumes has an element that is not an object',
    );
  });
});
