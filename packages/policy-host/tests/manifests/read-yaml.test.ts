// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { stringify } from '../../src/json/stringify.js';
import { DocumentProblem, readYaml } from '../../src/manifests/read-yaml.js';

/** The first value as JSON, and the warnings. */
function read(text: string): { json: string; warnings: string[] } {
  const warnings: string[] = [];
  const [first] = readYaml(text, ({ line, text: written, value }) =>
    warnings.push(`${line}: ${written} is ${stringify(value)}`),
  );
  return { json: stringify(first?.value ?? null), warnings };
}

describe('plain scalars are what kubectl makes of them', () => {
  // [written, as JSON, whether YAML 1.2 reads something else]
  const cases: [string, string, boolean][] = [
    ['yes', 'true', true],
    ['No', 'false', true],
    ['ON', 'true', true],
    ['off', 'false', true],
    ['y', 'true', true],
    ['n', 'false', true],
    ['yEs', '"yEs"', false],
    ['True', 'true', false],
    ['false', 'false', false],
    ['~', 'null', false],
    ['NULL', 'null', false],
    ['', 'null', false],
    ['0', '0', false],
    ['-12', '-12', false],
    ['+7', '7', false],
    ['010', '8', true],
    ['08', '8', true],
    ['00', '0', true],
    ['0o17', '15', false],
    ['0x1F', '31', false],
    ['+0x1F', '31', true],
    ['0b11', '3', true],
    ['1_000', '1000', true],
    ['1.0', '1', false],
    ['0.5', '0.5', false],
    ['.5', '0.5', false],
    ['1e3', '1000', true],
    ['1E-2', '0.01', true],
    ['9007199254740993', '9007199254740993', false],
    ['18446744073709551615', '18446744073709551615', false],
    ['1:30', '"1:30"', false],
    ['2020-01-01', '"2020-01-01"', false],
    ['1.2.3', '"1.2.3"', false],
    ['0x', '"0x"', false],
    ['1e400', '"1e400"', false],
    ['-', '[null]', false],
    ['"yes"', '"yes"', false],
    ["'010'", '"010"', false],
    ['!!str yes', '"yes"', false],
    ['! yes', '"yes"', false],
    ['!!int "10"', '10', false],
    ['!!float 3', '3', false],
    ['!!bool "on"', 'true', false],
    ['!!null ""', 'null', false],
  ];
  for (const [written, json, ambiguous] of cases) {
    it(written === '' ? '(nothing)' : written, () => {
      const result = read(`a:\n  ${written}\n`);
      assert.equal(result.json, `{"a":${json}}`);
      const warning = `2: ${written} is ${json}`;
      assert.deepEqual(result.warnings, ambiguous ? [warning] : []);
    });
  }

  it('keys too', () => {
    assert.deepEqual(read('y: 1\n010: 2\n1.0: 3'), {
      json: '{"1":3,"8":2,"true":1}',
      warnings: ['1: y is true', '2: 010 is 8'],
    });
  });
});

describe('structure', () => {
  it('documents are counted, empty ones left out', () => {
    const text = '# head\n---\n# Source: a\n---\na: 1\n---\n---\nb: 2\n...\n';
    assert.deepEqual(
      readYaml(text).map(({ number, line, value }) => [
        number,
        line,
        stringify(value),
      ]),
      [
        [2, 5, '{"a":1}'],
        [4, 8, '{"b":2}'],
      ],
    );
  });

  it('anchors and merges', () => {
    const text =
      'base: &b {x: 1, v: z}\nmore: &m {x: 2, w: 3}\na:\n  <<: [*b, *m]\n  v: own\nb: *b\n';
    assert.equal(
      read(text).json,
      '{"a":{"v":"own","w":3,"x":1},"b":{"v":"z","x":1},"base":{"v":"z","x":1},"more":{"w":3,"x":2}}',
    );
  });

  it('an anchor given again holds from there on', () => {
    assert.equal(
      read('a: &x 1\nb: *x\nc: &x 2\nd: *x\n').json,
      '{"a":1,"b":1,"c":2,"d":2}',
    );
  });

  // Looking each one up in the whole document took minutes.
  it('twenty thousand aliases', { timeout: 60_000 }, () => {
    const { json } = read(`a: &x 1\nb:\n${'- *x\n'.repeat(20_000)}`);
    assert.equal(json, `{"a":1,"b":[1${',1'.repeat(19_999)}]}`);
  });

  it('JSON is YAML', () => {
    assert.equal(read('{"a": [1, {"b": null}]}').json, '{"a":[1,{"b":null}]}');
  });
});

describe('problems name document and line', () => {
  const bomb = [
    'a0: &a0 [x,x,x,x,x,x,x,x,x]',
    ...Array.from(
      { length: 8 },
      (_, i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(',')}]`,
    ),
  ].join('\n');
  const cases: [string, number, number, string][] = [
    ['a: 1\n---\nb: 1\nb: 2', 2, 4, 'the key b is given twice'],
    ['y: 1\n"true": 2', 1, 2, 'the key true is given twice'],
    ['a:\n  - !foo x', 1, 2, 'the tag !foo is not known'],
    ['a: !foo {}', 1, 1, 'the tag !foo is not known'],
    ['!foo a: 1', 1, 1, 'the tag !foo is not known'],
    ['a: !!set {x}', 1, 1, 'a map or list cannot have the tag !!set'],
    ['a: !!binary aGk=', 1, 1, 'aGk= cannot be read with the tag !!binary'],
    ['a: !!int x', 1, 1, 'x cannot be read with the tag !!int'],
    ['a: .inf', 1, 1, 'JSON has no number .inf'],
    ['a: .nan', 1, 1, 'JSON has no number .nan'],
    ['? [a]\n: 1', 1, 1, 'a key must be a string, a number or a boolean'],
    ['? \n: 1', 1, 1, 'a key must be a string, a number or a boolean'],
    ['a:\n  <<: 3', 1, 2, 'the key << takes a map or a list of maps'],
    ['a: *x', 1, 1, 'the alias has no anchor before it'],
    ['a: &x [*x]', 1, 1, 'the document is nested too deeply'],
    [bomb, 1, 1, 'the aliases stand for too much'],
    ['a:\n\tb: 1', 1, 2, 'Tabs are not allowed as indentation'],
    [
      'a: [1,\nb: 2',
      1,
      2,
      'Flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
  ];
  for (const [text, document, line, message] of cases) {
    it(message, () => {
      assert.throws(
        () => readYaml(text),
        (error) => {
          assert.ok(error instanceof DocumentProblem);
          assert.deepEqual(
            [error.document, error.line, error.message],
            [document, line, message],
          );
          return true;
        },
      );
    });
  }
});
