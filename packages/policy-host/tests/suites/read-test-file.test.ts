// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { readTestFile } from '../../src/suites/read-test-file.js';
import { temporaryFolder } from '../support/cli.js';
import type { Folder } from '../support/cli.js';

let folder: Folder;
before(async () => {
  folder = await temporaryFolder();
});
after(() => folder.remove());

async function read(text: string) {
  return readTestFile(await folder.write('t.yml', text), () => undefined);
}

const POD = 'resource: pod.yaml';

describe('a file of tests', () => {
  it('what a case does not say itself, the file says', async () => {
    const { cases } = await read(`policy: p.wasm
settings: {a: 9007199254740993}
host: {session: s.yml}
tests:
  - {name: one, ${POD}, expect: {verdict: allowed}}
  - {name: two, policy: registry://r/p:v1, module: m.wasm, settings: s.json, host: {}, ${POD}, user: u, namespace: shop, subResource: scale, expect: {verdict: skipped}}
`);
    const [one, two] = cases;
    assert.equal(one?.policy, folder.at('p.wasm'));
    assert.deepEqual(
      [...(one?.settings as Map<string, { text: string }>)].map(
        ([key, { text }]) => [key, text],
      ),
      [['a', '9007199254740993']],
    );
    assert.deepEqual(one?.host, { session: folder.at('s.yml') });
    assert.deepEqual(
      [one?.user, one?.namespace, one?.operation, one?.resource],
      ['kubernetes-admin', 'default', 'CREATE', folder.at('pod.yaml')],
    );
    assert.deepEqual(
      [two?.policy, two?.module, two?.settings, two?.host],
      ['registry://r/p:v1', folder.at('m.wasm'), folder.at('s.json'), {}],
    );
    assert.deepEqual(
      [two?.user, two?.namespace, two?.subResource],
      ['u', 'shop', 'scale'],
    );
  });
});

describe('mistakes are told with their line', () => {
  const head = 'policy: p.wasm\ntests:\n';
  const cases: [string, string][] = [
    ['a: 1', "line 1: the file: must have required property 'policy'"],
    [`${head}  []`, 'line 3: tests: must NOT have fewer than 1 items'],
    [
      `${head}  - {name: a, ${POD}, expect: {verdict: maybe}}`,
      'line 3: tests[0].expect.verdict: must be one of allowed, rejected, warned, skipped, settings-refused',
    ],
    [
      `${head}  - name: a\n    ${POD}\n    expect:\n      verdict: allowed\n      mesage: x`,
      'line 7: tests[0].expect: there is no mesage',
    ],
    [
      `${head}  - {name: a, ${POD}, expect: {verdict: allowed}}\n  - {name: b, expect: {verdict: allowed}}`,
      "line 4: tests[1]: must have required property 'resource'",
    ],
    [
      `${head}  - {name: a, ${POD}, expect: {verdict: allowed}, host: {images: {'r/a:v1': sha256:short}}}`,
      'line 3: tests[0].host.images.r/a:v1: must match pattern "^sha256:[0-9a-f]{64}$"',
    ],
    [
      `${head}  - {name: a, ${POD}, expect: {verdict: allowed, message: {matches: '('}}}`,
      'line 3: Invalid regular expression: /(/: Unterminated group',
    ],
    [
      `${head}  - {name: a, ${POD}, operation: UPDATE, expect: {verdict: allowed}}`,
      'line 3: tests[0]: an UPDATE needs old, and nothing else has it',
    ],
    [
      `${head}  - {name: a, ${POD}, old: ../x.yaml, expect: {verdict: allowed}}`,
      'line 3: tests[0]: an UPDATE needs old, and nothing else has it',
    ],
    [
      'policy: p.wasm\npolicy: q.wasm',
      'document 1, line 2: the key policy is given twice',
    ],
  ];
  for (const [text, message] of cases) {
    it(message, async () => {
      await assert.rejects(read(text), {
        name: 'PolicyHostError',
        message: `${folder.at('t.yml')}, ${message}`,
      });
    });
  }

  it('two documents', async () => {
    await assert.rejects(read('a: 1\n---\nb: 2\n'), {
      message: `${folder.at('t.yml')} holds 2 documents, tests are one`,
    });
  });
});
