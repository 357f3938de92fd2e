// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stringify } from '../../src/json/stringify.js';
import {
  prepareRequest,
  validatePayload,
} from '../../src/request/read-request.js';
import { readSettings } from '../../src/request/read-settings.js';
import { fixture } from '../support/fixture.js';

const BASE = {
  uid: 'u',
  kind: { group: '', version: 'v1', kind: 'Pod' },
  resource: { group: '', version: 'v1', resource: 'pods' },
  operation: 'CREATE',
  userInfo: {},
};
const BASE_TEXT =
  '"kind":{"group":"","kind":"Pod","version":"v1"},"operation":"CREATE","resource":{"group":"","resource":"pods","version":"v1"},"uid":"u","userInfo":{}}';

function normalized(request: object | string): string {
  return stringify(prepareRequest(request, 'kubernetes').request);
}

test('unknown fields vanish and nulls are omitted', () => {
  assert.equal(
    normalized({
      ...BASE,
      kind: { ...BASE.kind, extra: 1 },
      userInfo: { other: 1, username: null },
      unknown: 1,
      object: null,
      oldObject: null,
      options: null,
      name: null,
      namespace: null,
      dryRun: null,
      subResource: null,
      requestKind: null,
      requestResource: null,
      requestSubResource: null,
    }),
    `{${BASE_TEXT}`,
  );
});

test('known optional fields stay, contents untouched but for key order', () => {
  const request = `{${JSON.stringify(BASE).slice(1, -1)},
    "object": {"z": 9007199254740993, "a": {"f": 1.0, "n": null}},
    "oldObject": {}, "options": {"kind": "CreateOptions"}, "dryRun": false,
    "name": "p", "namespace": "n", "subResource": "status",
    "requestKind": {"group":"g","version":"v","kind":"k"},
    "requestResource": {"group":"g","version":"v","resource":"r"},
    "requestSubResource": "scale"}`;
  assert.equal(
    normalized(request),
    '{"dryRun":false,"kind":{"group":"","kind":"Pod","version":"v1"},"name":"p","namespace":"n","object":{"a":{"f":1.0,"n":null},"z":9007199254740993},"oldObject":{},"operation":"CREATE","options":{"kind":"CreateOptions"},"requestKind":{"group":"g","kind":"k","version":"v"},"requestResource":{"group":"g","resource":"r","version":"v"},"requestSubResource":"scale","resource":{"group":"","resource":"pods","version":"v1"},"subResource":"status","uid":"u","userInfo":{}}',
  );
});

test('userInfo keeps its known keys', () => {
  const userInfo = {
    username: 'alice',
    uid: '1',
    groups: ['a', 'b'],
    extra: { k: ['v'] },
  };
  assert.equal(
    normalized({ ...BASE, userInfo }),
    `{${BASE_TEXT.replace('"userInfo":{}', '"userInfo":{"extra":{"k":["v"]},"groups":["a","b"],"uid":"1","username":"alice"}')}`,
  );
});

test('an AdmissionReview is known by its kind alone', () => {
  const review = { kind: 'AdmissionReview', request: BASE };
  assert.equal(normalized(review), normalized(BASE));
  assert.equal(
    normalized(fixture('request.json')),
    '{"kind":{"group":"","kind":"Pod","version":"v1"},"object":{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{"containers":[{"image":"127.0.0.1:5599/project-safety/app:both","name":"a"}]}},"operation":"CREATE","resource":{"group":"","resource":"pods","version":"v1"},"uid":"u","userInfo":{"username":"alice"}}',
  );
});

const BAD: [string, unknown, string][] = [
  ['a list', [], 'Invalid request object'],
  [
    'a review without request',
    { kind: 'AdmissionReview' },
    'invalid AdmissionReview object',
  ],
  [
    'no kind',
    { ...BASE, kind: undefined },
    'cannot build AdmissionRequest object from given input: missing field `kind`',
  ],
  [
    'no uid',
    { ...BASE, uid: undefined },
    'cannot build AdmissionRequest object from given input: missing field `uid`',
  ],
  [
    'no userInfo',
    { ...BASE, userInfo: undefined },
    'cannot build AdmissionRequest object from given input: missing field `userInfo`',
  ],
  [
    'an incomplete kind',
    { ...BASE, kind: { group: '', version: 'v1' } },
    'cannot build AdmissionRequest object from given input: missing field `kind`',
  ],
  [
    'the request of a review as a list',
    { kind: 'AdmissionReview', request: ['u'] },
    'cannot build AdmissionRequest object from given input: invalid type: sequence, expected a map',
  ],
  [
    'kind as a list',
    { ...BASE, kind: ['', 'v1', 'Pod'] },
    'cannot build AdmissionRequest object from given input: invalid type: sequence, expected a map',
  ],
  [
    'operation of a wrong type',
    { ...BASE, operation: 5 },
    'cannot build AdmissionRequest object from given input: invalid type: integer `5`, expected a string',
  ],
  [
    'dryRun of a wrong type',
    { ...BASE, dryRun: 'yes' },
    'cannot build AdmissionRequest object from given input: invalid type: string "yes", expected a boolean',
  ],
];

for (const [name, request, message] of BAD) {
  test(`refused: ${name}`, () => {
    assert.throws(() => prepareRequest(request as object, 'kubernetes'), {
      code: 'REQUEST',
      message,
    });
  });
}

test('JSON that is cut anywhere is refused, never misread', () => {
  const text = fixture('request.json').trim();
  for (let end = 0; end < text.length; end++) {
    assert.throws(() => prepareRequest(text.slice(0, end), 'kubernetes'), {
      code: 'REQUEST',
    });
  }
  assert.throws(() => prepareRequest('', 'kubernetes'), {
    message: 'EOF while parsing a value at line 1 column 0',
  });
});

test('raw mode passes the whole document, nulls kept', () => {
  const prepared = prepareRequest('{"uid":"r","b":null,"a":1}', 'raw');
  assert.equal(prepared.uid, 'r');
  assert.equal(stringify(prepared.request), '{"a":1,"b":null,"uid":"r"}');
  assert.equal(prepared.original, prepared.request);
  assert.equal(prepareRequest('[1]', 'raw').uid, '');
});

test('the payload of validate', async () => {
  const { request } = prepareRequest(BASE, 'kubernetes');
  const settings = await readSettings('b: 1\na: [x, 1.5]\n');
  assert.equal(
    new TextDecoder().decode(validatePayload(request, settings)),
    `{"request":{${BASE_TEXT},"settings":{"a":["x",1.5],"b":1}}`,
  );
});

test('settings: nothing is an empty object, others must be objects', async () => {
  for (const nothing of [undefined, null, 'null', '', '---\n']) {
    assert.equal((await readSettings(nothing)).size, 0);
  }
  for (const wrong of ['[1]', '"x"', '5', '- a']) {
    await assert.rejects(readSettings(wrong), {
      code: 'SETTINGS',
      message: 'Invalid settings in CRD, not an object',
    });
  }
  await assert.rejects(readSettings('a: ['), { code: 'ARGUMENT' });
  await assert.rejects(readSettings('a: &a [*a, *a]'), { code: 'ARGUMENT' });
});
