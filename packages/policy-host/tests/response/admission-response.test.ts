// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { prepareRequest } from '../../src/request/read-request.js';
import { buildResponse } from '../../src/response/admission-response.js';
import { toBase64 } from '../../src/response/base64.js';
import { applyRules } from '../../src/response/policy-rules.js';
import {
  readSettingsReply,
  readValidationReply,
} from '../../src/response/validation-reply.js';
import { fixture } from '../support/fixture.js';

const bytes = (text: string) => new TextEncoder().encode(text);
const CREATE = prepareRequest(fixture('request.json'), 'kubernetes');
const DELETE = { ...CREATE, original: undefined };

function answer(reply: string, request = CREATE): string {
  return JSON.stringify(
    buildResponse(request, readValidationReply(bytes(reply))),
  );
}

test('plain verdicts always show annotations and warnings', () => {
  assert.equal(
    answer('{"accepted":true}'),
    '{"uid":"u","allowed":true,"auditAnnotations":null,"warnings":null}',
  );
  assert.equal(
    answer(
      '{"accepted":false,"message":"m","code":403,"audit_annotations":{"a":"b"},"warnings":["w"],"x":1}',
    ),
    '{"uid":"u","allowed":false,"status":{"message":"m","code":403},"auditAnnotations":{"a":"b"},"warnings":["w"]}',
  );
  assert.equal(
    answer('{"accepted":true,"message":"m","code":null}'),
    '{"uid":"u","allowed":true,"status":{"message":"m"},"auditAnnotations":null,"warnings":null}',
  );
});

test('a mutation becomes the patch kwctl prints', () => {
  const sample = JSON.parse(fixture('allow-mutate.stdout.json')) as {
    patch: string;
  };
  const [{ value }] = JSON.parse(
    Buffer.from(sample.patch, 'base64').toString(),
  ) as [{ value: string }];
  const { object } = JSON.parse(fixture('request.json')) as { object: object };
  const mutated = JSON.stringify(object).replace(
    '127.0.0.1:5599/project-safety/app:both',
    value,
  );
  assert.equal(
    `${answer(`{"accepted":true,"mutated_object":${mutated}}`)}\n`,
    fixture('allow-mutate.stdout.json'),
  );
});

test('an unchanged object gives no patch, a rejected one keeps it', () => {
  const { object } = JSON.parse(fixture('request.json')) as { object: object };
  const same = JSON.stringify(object);
  assert.equal(
    answer(`{"accepted":true,"mutated_object":${same}}`),
    '{"uid":"u","allowed":true,"auditAnnotations":null,"warnings":null}',
  );
  assert.match(
    answer('{"accepted":false,"mutated_object":{}}'),
    /^\{"uid":"u","allowed":false,"patchType":"JSONPatch","patch":"/,
  );
});

test('a mutation without an object is refused', () => {
  assert.equal(
    answer('{"accepted":true,"mutated_object":{},"warnings":["w"]}', DELETE),
    '{"uid":"u","allowed":false,"status":{"message":"Incoming object is null, which happens only with DELETE operations, but the policy is attempting a mutation. This is not allowed"},"auditAnnotations":null,"warnings":null}',
  );
});

test('raw mode compares with the whole request', () => {
  const raw = prepareRequest('{"uid":"r","a":1}', 'raw');
  const response = buildResponse(
    raw,
    readValidationReply(
      bytes('{"accepted":true,"mutated_object":{"uid":"r","a":2}}'),
    ),
  );
  assert.equal(
    Buffer.from(response.patch ?? '', 'base64').toString(),
    '[{"op":"replace","path":"/a","value":2}]',
  );
});

const BAD_REPLIES: [string, string][] = [
  ['{}', 'missing field `accepted`'],
  [
    '[]',
    'invalid length 0, expected struct ValidationResponse with 6 elements',
  ],
  ['', 'EOF while parsing a value at line 1 column 0'],
  ['{"accepted":"yes"}', 'invalid type: string "yes", expected a boolean'],
  [
    '{"accepted":true,"code":70000}',
    'invalid value: integer `70000`, expected u16',
  ],
  [
    '{"accepted":true,"code":1.5}',
    'invalid type: floating point `1.5`, expected u16',
  ],
  [
    '{"accepted":true,"message":1}',
    'invalid type: integer `1`, expected a string',
  ],
  [
    '{"accepted":true,"warnings":[null]}',
    'invalid type: null, expected a string',
  ],
  [
    '{"accepted":true,"audit_annotations":[]}',
    'invalid type: sequence, expected a map',
  ],
];

for (const [reply, message] of BAD_REPLIES) {
  test(`reply ${reply} is refused`, () => {
    assert.throws(() => readValidationReply(bytes(reply)), {
      code: 'GUEST',
      message,
    });
  });
}

test('settings replies', () => {
  assert.deepEqual(readSettingsReply(bytes('{"valid":true}')), { valid: true });
  assert.deepEqual(readSettingsReply(bytes('{"valid":false,"message":"m"}')), {
    valid: false,
    message: 'm',
  });
  assert.throws(() => readSettingsReply(bytes('{"valid":1}')), {
    message: 'invalid type: integer `1`, expected a boolean',
  });
});

const PROTECT = { name: 'p', mode: 'protect', mutating: true } as const;

test('rules: monitor allows everything and drops patch and status', () => {
  const response = buildResponse(
    CREATE,
    readValidationReply(
      bytes(
        '{"accepted":false,"message":"m","warnings":["w"],"mutated_object":{}}',
      ),
    ),
  );
  assert.deepEqual(applyRules(response, { ...PROTECT, mode: 'monitor' }), {
    uid: 'u',
    allowed: true,
    auditAnnotations: null,
    warnings: ['w'],
  });
});

test('rules: a patch without leave to mutate rejects', () => {
  const response = buildResponse(
    CREATE,
    readValidationReply(bytes('{"accepted":true,"mutated_object":{}}')),
  );
  assert.equal(applyRules(response, PROTECT), response);
  assert.deepEqual(applyRules(response, { ...PROTECT, mutating: false }), {
    uid: 'u',
    allowed: false,
    status: {
      message:
        'Request rejected by policy p. The policy attempted to mutate the request, but it is currently configured to not allow mutations.',
    },
    auditAnnotations: null,
    warnings: null,
  });
});

test('rules: the configured message replaces that of a rejection', () => {
  const response = buildResponse(
    CREATE,
    readValidationReply(bytes('{"accepted":false,"message":"m","code":4}')),
  );
  assert.equal(
    JSON.stringify(applyRules(response, { ...PROTECT, message: 'no' }).status),
    '{"message":"no","details":{"causes":[{"reason":null,"message":"m","field":null}]},"code":4}',
  );
  const accepted = { ...response, allowed: true };
  assert.equal(applyRules(accepted, { ...PROTECT, message: 'no' }), accepted);
});

test('base64 of more bytes than one call takes', () => {
  const data = Uint8Array.from({ length: 100_001 }, (_, i) => i % 256);
  assert.equal(toBase64(data), Buffer.from(data).toString('base64'));
});
