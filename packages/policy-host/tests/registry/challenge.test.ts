// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseChallenge } from '../../src/registry/challenge.js';

test('a Bearer challenge with quoted and bare values', () => {
  assert.deepEqual(
    parseChallenge(
      'Bearer realm="https://auth.test/token?a=1,2",service=reg.test, scope="repository:a:pull"',
    ),
    {
      kind: 'bearer',
      realm: 'https://auth.test/token?a=1,2',
      service: 'reg.test',
      scope: 'repository:a:pull',
    },
  );
});

test('Bearer wins over Basic, in either order', () => {
  for (const header of [
    'Basic realm="x", Bearer realm="https://a.test"',
    'Bearer realm="https://a.test", Basic realm="x"',
  ]) {
    assert.deepEqual(parseChallenge(header), {
      kind: 'bearer',
      realm: 'https://a.test',
    });
  }
});

test('Basic alone, in any case', () => {
  assert.deepEqual(parseChallenge('basic realm="x"'), { kind: 'basic' });
});

test('a repeated realm does not override the first', () => {
  assert.deepEqual(
    parseChallenge('Bearer realm="https://a.test",realm="https://b.test"'),
    { kind: 'bearer', realm: 'https://a.test' },
  );
});

test('schemes this client cannot answer', () => {
  for (const header of ['', 'Negotiate', 'Digest realm="x"', 'Bearer']) {
    assert.equal(parseChallenge(header), undefined);
  }
});
