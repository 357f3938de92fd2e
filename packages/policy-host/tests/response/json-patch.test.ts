// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseJson } from '../../src/json/parse.js';
import { stringify } from '../../src/json/stringify.js';
import { diff, patchToJson } from '../../src/response/json-patch.js';

const CASES: [string, string, string, string][] = [
  ['equal values', '{"a":[1,{"b":2}]}', '{"a":[1,{"b":2}]}', '[]'],
  [
    'a changed member',
    '{"a":1,"b":2}',
    '{"a":1,"b":3}',
    '[{"op":"replace","path":"/b","value":3}]',
  ],
  [
    'additions and changes in key order, removals last',
    '{"d":1,"c":1,"b":1}',
    '{"c":2,"a":1,"e":0}',
    '[{"op":"add","path":"/a","value":1},{"op":"replace","path":"/c","value":2},{"op":"add","path":"/e","value":0},{"op":"remove","path":"/b"},{"op":"remove","path":"/d"}]',
  ],
  [
    'surplus array items are removed at the same index',
    '[1,2,3,4]',
    '[1,5]',
    '[{"op":"replace","path":"/1","value":5},{"op":"remove","path":"/2"},{"op":"remove","path":"/2"}]',
  ],
  [
    'new array items are added at their index',
    '[1]',
    '[1,2,3]',
    '[{"op":"add","path":"/1","value":2},{"op":"add","path":"/2","value":3}]',
  ],
  [
    'arrays compare by position, not by likeness',
    '["a","b"]',
    '["b"]',
    '[{"op":"replace","path":"/0","value":"b"},{"op":"remove","path":"/1"}]',
  ],
  [
    'number types differ',
    '{"a":1}',
    '{"a":1.0}',
    '[{"op":"replace","path":"/a","value":1.0}]',
  ],
  [
    'types differ',
    '{"a":[1]}',
    '{"a":{"0":1}}',
    '[{"op":"replace","path":"/a","value":{"0":1}}]',
  ],
  [
    'null is a value',
    '{"a":1,"b":null}',
    '{"a":null}',
    '[{"op":"replace","path":"/a","value":null},{"op":"remove","path":"/b"}]',
  ],
  [
    'pointers are escaped',
    '{}',
    '{"a/b~c":1}',
    '[{"op":"add","path":"/a~1b~0c","value":1}]',
  ],
  [
    'the whole document',
    '[1]',
    '{"a":1}',
    '[{"op":"replace","path":"","value":{"a":1}}]',
  ],
];

for (const [name, from, to, patch] of CASES) {
  test(name, () => {
    const operations = diff(parseJson(from), parseJson(to));
    assert.equal(stringify(patchToJson(operations)), patch);
  });
}
