// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  readSettingsReply,
  readValidationReply,
} from '../../src/response/validation-reply.js';

const bytes = (text: string) => new TextEncoder().encode(text);

const VERDICTS: Readonly<Record<string, object>> = {
  '[true,null,null,null,null,null]': { accepted: true },
  ' [ false , "m" , null , null , null , null ] ': {
    accepted: false,
    message: 'm',
  },
  '[false,"m",403,[true],{"k":"v"},["w"]]': {
    accepted: false,
    message: 'm',
    code: 403,
    mutatedObject: [true],
    auditAnnotations: { k: 'v' },
    warnings: ['w'],
  },
  '[true,null,null,null,{"a":"1","a":"2"},null]': {
    accepted: true,
    auditAnnotations: { a: '2' },
  },
};

for (const [reply, verdict] of Object.entries(VERDICTS)) {
  test(`the list ${reply} is a verdict`, () => {
    assert.deepEqual(readValidationReply(bytes(reply)), verdict);
  });
}

const SIX = 'expected struct ValidationResponse with 6 elements';

/** What serde 1.0.228 with serde_json 1.0.148 says; only texts of the parser have a position here. */
const NO_VERDICTS: Readonly<Record<string, string>> = {
  '[]': `invalid length 0, ${SIX}`,
  '[true]': `invalid length 1, ${SIX}`,
  '[true,"m",403,{},{}]': `invalid length 5, ${SIX}`,
  '[true,null,null,null,null,null,null]': 'trailing characters',
  '[true,null,null,null,null,null,]': 'trailing comma at line 1 column 32',
  '[true,null,null,null,null,null':
    'EOF while parsing a list at line 1 column 30',
  '["yes",1]': 'invalid type: string "yes", expected a boolean',
  '[null,null,null,null,null,null]': 'invalid type: null, expected a boolean',
  '[1,1,1,null,1,1]': 'invalid type: integer `1`, expected a boolean',
  '["m",true,null,null,null,null]':
    'invalid type: string "m", expected a boolean',
  '[true,1]': 'invalid type: integer `1`, expected a string',
  '[true,1,null,null,null,null,7]':
    'invalid type: integer `1`, expected a string',
  '[true,403,"m",null,null,null]':
    'invalid type: integer `403`, expected a string',
  '[true,null,70000,null,[],1]': 'invalid value: integer `70000`, expected u16',
  '[true,null,1.5,null,null,null]':
    'invalid type: floating point `1.5`, expected u16',
  '[true,null,null,null,[],1]': 'invalid type: sequence, expected a map',
  '[true,null,null,null,{"a":1},null]':
    'invalid type: integer `1`, expected a string',
  '[true,null,null,null,null,{}]': 'invalid type: map, expected a sequence',
  '[true,null,null,null,null,[null]]': 'invalid type: null, expected a string',
  '[[true,null,null,null,null,null]]':
    'invalid type: sequence, expected a boolean',
  '[{"accepted":true}]': 'invalid type: map, expected a boolean',
};

for (const [reply, message] of Object.entries(NO_VERDICTS)) {
  test(`the list ${reply} is no verdict`, () => {
    assert.throws(() => readValidationReply(bytes(reply)), {
      code: 'GUEST',
      message,
    });
  });
}

test('a list about settings has both fields', () => {
  assert.deepEqual(readSettingsReply(bytes('[true,null]')), { valid: true });
  assert.deepEqual(readSettingsReply(bytes('[false,"m"]')), {
    valid: false,
    message: 'm',
  });
});

const TWO = 'expected struct SettingsValidationResponse with 2 elements';

const NO_SETTINGS_ANSWERS: Readonly<Record<string, string>> = {
  '[]': `invalid length 0, ${TWO}`,
  '[true]': `invalid length 1, ${TWO}`,
  '[true,null,null]': 'trailing characters',
  '[1,1]': 'invalid type: integer `1`, expected a boolean',
  '[true,1]': 'invalid type: integer `1`, expected a string',
};

for (const [reply, message] of Object.entries(NO_SETTINGS_ANSWERS)) {
  test(`the list ${reply} is no answer about settings`, () => {
    assert.throws(() => readSettingsReply(bytes(reply)), {
      code: 'GUEST',
      message,
    });
  });
}

test('what is neither list nor map is told by the name of the struct', () => {
  assert.throws(() => readValidationReply(bytes('null')), {
    message: 'invalid type: null, expected struct ValidationResponse',
  });
  assert.throws(() => readSettingsReply(bytes('7')), {
    message:
      'invalid type: integer `7`, expected struct SettingsValidationResponse',
  });
});

test('a map without a verdict is told of its other fields first', () => {
  assert.throws(() => readValidationReply(bytes('{"message":1}')), {
    message: 'invalid type: integer `1`, expected a string',
  });
  assert.throws(() => readSettingsReply(bytes('{"message":1}')), {
    message: 'invalid type: integer `1`, expected a string',
  });
  assert.throws(() => readSettingsReply(bytes('{"message":null}')), {
    message: 'missing field `valid`',
  });
});
