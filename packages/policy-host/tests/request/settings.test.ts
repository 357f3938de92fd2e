// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { stringify } from '../../src/json/stringify.js';
import {
  readJsonSettings,
  readSettings,
} from '../../src/request/read-settings.js';

async function read(text: string): Promise<string> {
  return stringify(await readSettings(text));
}

describe('settings in YAML: values are those of kwctl', () => {
  for (const [written, value] of [
    ['1.0', '1.0'],
    ['1e3', '1000.0'],
    ['1e16', '1e+16'],
    ['-1.5e-7', '-1.5e-7'],
    ['5.', '5.0'],
    ['.5', '0.5'],
    ['010', '"010"'],
    ['08', '"08"'],
    ['00', '"00"'],
    ['-007', '"-007"'],
    ['010.5', '10.5'],
    ['0', '0'],
    ['-0', '0'],
    ['+5', '5'],
    ['0b11', '3'],
    ['+0x1F', '31'],
    ['-0x1F', '-31'],
    ['0o17', '15'],
    ['0X1F', '"0X1F"'],
    ['0x', '"0x"'],
    ['1_000', '"1_000"'],
    ['12:30:45', '"12:30:45"'],
    ['2020-01-01', '"2020-01-01"'],
    ['18446744073709551615', '18446744073709551615'],
    ['-9223372036854775808', '-9223372036854775808'],
    ['340282366920938463463374607431768211456', '3.402823669209385e+38'],
    ['.inf', 'null'],
    ['-.INF', 'null'],
    ['.nan', 'null'],
    ['1e400', '"1e400"'],
    ['inf', '"inf"'],
    ['yes', '"yes"'],
    ['off', '"off"'],
    ['n', '"n"'],
    ['True', 'true'],
    ['FALSE', 'false'],
    ['tRUE', '"tRUE"'],
    ['Null', 'null'],
    ['~', 'null'],
    ['', 'null'],
    ['"1"', '"1"'],
    ["'true'", '"true"'],
    ['!!str 1', '"1"'],
    ['!!timestamp 2020-01-01', '"2020-01-01"'],
    ['!!set {x, y}', '{"x":null,"y":null}'],
    ['!!binary aGk=', '"aGk="'],
    ['!!float 3', '3.0'],
    ['!!int "3"', '3'],
    ['!!bool "true"', 'true'],
    ['!!null ~', 'null'],
    ['!!omap [a: 1, b: 2]', '[{"a":1},{"b":2}]'],
    ['{1: a, 1.0: b, ~: c, 0x1F: d}', '{"0x1F":"d","1":"a","1.0":"b","~":"c"}'],
    ['{<<: {b: 1}, a: 2}', '{"<<":{"b":1},"a":2}'],
    ['[&x 1, *x]', '[1,1]'],
  ] as const) {
    it(written === '' ? 'nothing' : written, async () => {
      assert.equal(await read(`a: ${written}\n`), `{"a":${value}}`);
    });
  }

  it('%YAML 1.1 changes nothing', async () => {
    assert.equal(await read('%YAML 1.1\n---\na: yes\n'), '{"a":"yes"}');
  });

  const nested = (depth: number) =>
    `a: ${'['.repeat(depth - 1)}1${']'.repeat(depth - 1)}`;
  it('128 levels', async () => {
    assert.match(await read(nested(128)), /^\{"a":\[{127}1\]{127}\}$/);
  });

  for (const [text, message] of [
    ['a: 1\n---\nb: 2', 'line 3: there is more than one document'],
    ['a: 1\nb: !own 1', 'line 2: the tag !own is not known'],
    ['a: !own {b: 1}', 'line 1: the tag !own is not known'],
    ['!own a: 1', 'line 1: the tag !own is not known'],
    ['a: ! 1', 'line 1: the tag ! is not known'],
    ['? [a]\n: 1', 'line 1: a key must be a string, a number or a boolean'],
    ['? {a: 1}\n: 1', 'line 1: a key must be a string, a number or a boolean'],
    ['a: !!null ""', 'line 1: "" is not null'],
    ['a: !!int x', 'line 1: "x" is not an integer'],
    ['a: !!float x', 'line 1: "x" is not a float'],
    ['a: !!bool yes', 'line 1: "yes" is not a boolean'],
    [nested(129), 'line 1: the document is nested too deeply'],
    [
      'a: 18446744073709551616',
      'line 1: the integer 18446744073709551616 has more than 64 bits',
    ],
    [
      '{"a": 18446744073709551616}',
      'line 1: the integer 18446744073709551616 has more than 64 bits',
    ],
    [
      'a: -9223372036854775809',
      'line 1: the integer -9223372036854775809 has more than 64 bits',
    ],
    ['a: 1\na: 2', 'line 2: the key a is given twice'],
    ['a: *x', 'line 1: the alias has no anchor before it'],
    ['a: &x [*x]', 'line 1: the document is nested too deeply'],
  ] as const) {
    it(`refused: ${text.slice(0, 40)}`, async () => {
      await assert.rejects(readSettings(text), {
        code: 'ARGUMENT',
        message: `cannot parse settings: ${message}`,
      });
    });
  }

  it('aliases that stand for too much', async () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let i = 1; i < 9; i++) {
      const before = Array.from({ length: 10 }, () => `*a${i - 1}`).join(', ');
      lines.push(`a${i}: &a${i} [${before}]`);
    }
    await assert.rejects(readSettings(lines.join('\n')), {
      message:
        /^cannot parse settings: line \d+: the aliases stand for too much$/,
    });
  });

  it('bytes that are no UTF-8', async () => {
    await assert.rejects(readSettings(new Uint8Array([0x61, 0xff])), {
      code: 'ARGUMENT',
    });
  });
});

describe('settings in JSON', () => {
  for (const [text, value] of [
    ['{"a":1,"a":2}', '{"a":2}'],
    ['null', '{}'],
    [' {"b":1.0,"a":1e3} ', '{"a":1000.0,"b":1.0}'],
  ] as const) {
    it(text, () => {
      assert.equal(stringify(readJsonSettings(text)), value);
    });
  }

  for (const [text, message] of [
    ['', 'EOF while parsing a value at line 1 column 0'],
    ['a: 1', 'expected value at line 1 column 1'],
    ['{"a":010}', 'invalid number at line 1 column 7'],
    ['{"a":NaN}', 'expected value at line 1 column 6'],
    ['{"a":1} // b', 'trailing characters at line 1 column 9'],
    ['{"a":1,}', 'trailing comma at line 1 column 8'],
    ['[1,]', 'trailing comma at line 1 column 4'],
    ['{"a":1}{"b":2}', 'trailing characters at line 1 column 8'],
    ['{"a":1}\n---\n{"b":2}', 'trailing characters at line 2 column 1'],
    ['{"a":"\\ud800"}', 'unexpected end of hex escape at line 1 column 12'],
    [
      '{"a":"\\udc00"}',
      'lone leading surrogate in hex escape at line 1 column 12',
    ],
  ] as const) {
    it(`refused: ${text}`, () => {
      assert.throws(() => readJsonSettings(text), {
        code: 'ARGUMENT',
        message: `Cannot parse settings JSON: ${message}`,
      });
    });
  }

  it('must be an object', () => {
    assert.throws(() => readJsonSettings('[1]'), {
      code: 'SETTINGS',
      message: 'Invalid settings in CRD, not an object',
    });
  });
});
