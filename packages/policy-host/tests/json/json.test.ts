// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { floatText } from '../../src/json/number.js';
import { JsonSyntaxError, parseJson } from '../../src/json/parse.js';
import { fromPlain, stringify, toPlain } from '../../src/json/stringify.js';
import { compareKeys, equal } from '../../src/json/value.js';

const CANONICAL: [string, string][] = [
  ['9007199254740993', '9007199254740993'],
  ['18446744073709551615', '18446744073709551615'],
  ['18446744073709551616', '1.8446744073709552e+19'],
  ['-9223372036854775808', '-9223372036854775808'],
  ['-9223372036854775809', '-9.223372036854776e+18'],
  ['1.0', '1.0'],
  ['1', '1'],
  ['-0', '-0.0'],
  ['1e2', '100.0'],
  ['1e16', '1e+16'],
  ['1234567890123456.7', '1234567890123456.8'],
  ['0.00001', '0.00001'],
  ['0.000001', '1e-6'],
  ['1.5e-9', '1.5e-9'],
  ['{"b":1,"a":[true,false,null]}', '{"a":[true,false,null],"b":1}'],
  ['{"a":1,"a":2}', '{"a":2}'],
  ['{"__proto__":{"x":1}}', '{"__proto__":{"x":1}}'],
  ['"\\u0061\\ud83d\\ude00\\/\\u001f"', '"a😀/\\u001f"'],
  [' [ 1 , { } ] ', '[1,{}]'],
];

for (const [input, output] of CANONICAL.filter(([, out]) => out !== '')) {
  test(`${input} is written as ${output}`, () => {
    assert.equal(stringify(parseJson(input)), output);
  });
}

// The texts are those of the parser kwctl uses.
const MALFORMED: [string, string][] = [
  ['', 'EOF while parsing a value at line 1 column 0'],
  ['{', 'EOF while parsing an object at line 1 column 1'],
  ['{"a"', 'EOF while parsing an object at line 1 column 4'],
  ['{"a":', 'EOF while parsing a value at line 1 column 5'],
  ['{"a":1', 'EOF while parsing an object at line 1 column 6'],
  ['[1', 'EOF while parsing a list at line 1 column 2'],
  ['"abc', 'EOF while parsing a string at line 1 column 4'],
  ['{"a":1,}', 'trailing comma at line 1 column 8'],
  ['[1,]', 'trailing comma at line 1 column 4'],
  ['{a:1}', 'key must be a string at line 1 column 2'],
  ['{"a" 1}', 'expected `:` at line 1 column 6'],
  ['{"a":1 "b"}', 'expected `,` or `}` at line 1 column 8'],
  ['[1 2]', 'expected `,` or `]` at line 1 column 4'],
  ['1 2', 'trailing characters at line 1 column 3'],
  ['\n\n x', 'expected value at line 3 column 2'],
  ['truf', 'expected ident at line 1 column 4'],
  ['tr', 'EOF while parsing a value at line 1 column 2'],
  ['01', 'invalid number at line 1 column 2'],
  ['-', 'EOF while parsing a value at line 1 column 1'],
  ['1e999', 'number out of range at line 1 column 5'],
  ['"\\x"', 'invalid escape at line 1 column 3'],
  ['"\\ud800"', 'unexpected end of hex escape at line 1 column 7'],
  ['"\\udc00x"', 'lone leading surrogate in hex escape at line 1 column 7'],
  [
    '"a\tb"',
    'control character (\\u0000-\\u001F) found while parsing a string at line 1 column 3',
  ],
  ['\ufeff{}', 'expected value at line 1 column 3'],
  ['['.repeat(200), 'recursion limit exceeded at line 1 column 128'],
];

for (const [input, message] of MALFORMED) {
  test(`${JSON.stringify(input.slice(0, 20))}: ${message}`, () => {
    assert.throws(() => parseJson(input), { message });
    assert.throws(() => parseJson(input), JsonSyntaxError);
  });
}

test('invalid UTF-8 is refused', () => {
  assert.throws(() => parseJson(Uint8Array.of(0x22, 0xff, 0x22)), {
    message: 'stream did not contain valid UTF-8',
  });
});

test('keys are ordered by their UTF-8 bytes', () => {
  const keys = ['\ue000', '😀', 'z', 'aa', 'a', '\ud7ff'];
  const expected = [...keys].sort((a, b) =>
    Buffer.compare(Buffer.from(a), Buffer.from(b)),
  );
  assert.deepEqual(keys.sort(compareKeys), expected);
});

test('equality tells number types apart and ignores key order', () => {
  const same = (a: string, b: string) => equal(parseJson(a), parseJson(b));
  assert.equal(same('1', '1.0'), false);
  assert.equal(same('100.0', '1e2'), true);
  assert.equal(same('{"a":1,"b":[2]}', '{"b":[2],"a":1}'), true);
  assert.equal(same('{"a":null}', '{}'), false);
  assert.equal(same('[1]', '[1,2]'), false);
});

test('plain values go both ways', () => {
  const value = { a: [1, 1.5, 'x', null, true], b: { c: 12n } };
  assert.equal(
    stringify(fromPlain(value)),
    '{"a":[1,1.5,"x",null,true],"b":{"c":12}}',
  );
  assert.deepEqual(toPlain(fromPlain(value)), {
    a: [1, 1.5, 'x', null, true],
    b: { c: 12 },
  });
  const odd = toPlain(parseJson('{"__proto__":1}')) as object;
  assert.deepEqual(Object.keys(odd), ['__proto__']);
  assert.throws(() => fromPlain(() => 1), TypeError);
  assert.throws(() => fromPlain(NaN), TypeError);
});

test('floats print as in Rust', () => {
  assert.deepEqual([1e21, 123456789, 1e15, 5e-324, -2.5].map(floatText), [
    '1e+21',
    '123456789.0',
    '1000000000000000.0',
    '5e-324',
    '-2.5',
  ]);
});
