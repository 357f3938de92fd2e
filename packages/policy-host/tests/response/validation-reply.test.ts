// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  readSettingsReply,
  readValidationReply,
} from '../../src/response/validation-reply.js';

const bytes = (text: string) => new TextEncoder().encode(text);

const TWICE: Readonly<Record<string, string>> = {
  accepted: '{"accepted":false,"accepted":true}',
  message: '{"accepted":true,"message":"a","message":"a"}',
  code: '{"code":1,"accepted":true,"code":2}',
  mutated_object: '{"accepted":true,"mutated_object":{},"mutated_object":null}',
  audit_annotations:
    '{"accepted":true,"audit_annotations":null,"audit_annotations":{}}',
  warnings: '{"warnings":[],"warnings":[],"accepted":true}',
};

for (const [field, reply] of Object.entries(TWICE)) {
  test(`a verdict that gives ${field} twice is no verdict`, () => {
    assert.throws(() => readValidationReply(bytes(reply)), {
      code: 'GUEST',
      message: `duplicate field \`${field}\``,
    });
  });
}

test('so is an answer about settings', () => {
  assert.throws(
    () => readSettingsReply(bytes('{"valid":false,"valid":true}')),
    {
      code: 'GUEST',
      message: 'duplicate field `valid`',
    },
  );
});

test('keys that nobody reads may be there twice', () => {
  assert.deepEqual(
    readValidationReply(
      bytes(
        '{"x":1,"x":2,"accepted":true,"audit_annotations":{"a":"1","a":"2"}}',
      ),
    ),
    { accepted: true, auditAnnotations: { a: '2' } },
  );
});
