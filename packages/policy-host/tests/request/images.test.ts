// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromPlain } from '../../src/json/stringify.js';
import { imagesOf } from '../../src/request/images.js';

const images = (request: object) => imagesOf(fromPlain(request));
const container = (image: unknown) => ({ name: 'c', image });

test('all containers of a Pod, each image once', () => {
  const spec = {
    initContainers: [container('a')],
    containers: [container('b'), container('a')],
    ephemeralContainers: [container('c')],
  };
  assert.deepEqual(images({ object: { spec } }), ['a', 'b', 'c']);
});

test('wherever a template stands, in the order of the document', () => {
  const template = { spec: { containers: [container('deep')] } };
  const object = {
    spec: { jobTemplate: { spec: { template } } },
    more: [{ containers: [container('x')] }, { containers: [container('y')] }],
  };
  assert.deepEqual(images({ object }), ['deep', 'x', 'y']);
});

test('the request stays as it is', () => {
  const object = { spec: { containers: [container('a'), container('b')] } };
  const request = fromPlain({ object });
  assert.deepEqual(imagesOf(request), ['a', 'b']);
  assert.deepEqual(request, fromPlain({ object }));
});

test('nothing for what is none', () => {
  for (const request of [
    {},
    { object: null },
    { object: 7 },
    { oldObject: { spec: { containers: [container('old')] } } },
    { object: { spec: { containers: 'c' } } },
    { object: { spec: { containers: [null, 'x', {}, container(7)] } } },
  ]) {
    assert.deepEqual(images(request), []);
  }
});

test('so many and no more', () => {
  const lists = Array.from({ length: 100 }, (_, i) => ({
    containers: [container(`i${i}`)],
  }));
  assert.equal(images({ object: { lists } }).length, 64);
});
