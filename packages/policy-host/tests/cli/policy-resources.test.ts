// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { readPolicyResources } from '../../src/cli/policy-resources.js';
import { stringify } from '../../src/json/stringify.js';
import { cli, temporaryFolder } from '../support/cli.js';
import type { Folder } from '../support/cli.js';
import { fixturePath } from '../support/fixture.js';
import { guest } from '../support/guest.js';

const HEAD = 'apiVersion: policies.kubewarden.io/v1\nkind: ';
const POLICY = `${HEAD}ClusterAdmissionPolicy
metadata: {name: one}
spec:
  module: registry://example.org/p:v1
  settings: {b: 9007199254740993, a: x}
  mutating: true
  contextAwareResources: [{apiVersion: v1, kind: Pod}]
`;
const MONITOR = `${HEAD}AdmissionPolicy
metadata: {name: two, namespace: n}
spec: {module: p.wasm, mode: monitor, message: hello}
`;
const GROUP = `${HEAD}ClusterAdmissionPolicyGroup
metadata: {name: group}
spec:
  expression: a() || b()
  message: together
  policies:
    a: {module: a.wasm, settings: {x: 1}}
    b: {module: b.wasm, contextAwareResources: [{apiVersion: v1, kind: Node}]}
`;

function read(text: string) {
  return readPolicyResources(new TextEncoder().encode(text), 'p.yml');
}

test('policies of several documents, groups by member', () => {
  const specs = read([POLICY, MONITOR, GROUP].join('---\n'));
  assert.deepEqual(
    specs.map(({ settings, match: _match, ...rest }) => ({
      ...rest,
      settings: stringify(settings),
    })),
    [
      {
        name: 'one',
        module: 'registry://example.org/p:v1',
        contextAware: [{ apiVersion: 'v1', kind: 'Pod' }],
        rules: { name: 'one', mode: 'protect', mutating: true },
        settings: '{"a":"x","b":9007199254740993}',
      },
      {
        name: 'two',
        module: 'p.wasm',
        contextAware: [],
        rules: {
          name: 'two',
          mode: 'monitor',
          mutating: false,
          message: 'hello',
        },
        settings: 'null',
      },
      {
        name: 'group/a',
        module: 'a.wasm',
        contextAware: [],
        rules: { name: 'group/a', mode: 'protect', mutating: false },
        settings: '{"x":1}',
      },
      {
        name: 'group/b',
        module: 'b.wasm',
        contextAware: [{ apiVersion: 'v1', kind: 'Node' }],
        rules: { name: 'group/b', mode: 'protect', mutating: false },
        settings: 'null',
      },
    ],
  );
});

for (const [text, message] of [
  ['', 'no policy found in p.yml'],
  ['[1]', 'a document of p.yml is not an object'],
  [
    'apiVersion: v1\nkind: Pod\nmetadata: {}\nspec: {}',
    'p.yml holds v1 Pod, which is no Kubewarden policy',
  ],
  [
    `${HEAD}AdmissionPolicy\nmetadata: {name: x}\nspec: {}`,
    'policy x names no module',
  ],
] as const) {
  test(`refused: ${message}`, () => {
    assert.throws(() => read(text), { code: 'ARGUMENT', message });
  });
}

let folder: Folder;
before(async () => {
  folder = await temporaryFolder();
});
after(() => folder.remove());

test('a YAML in place of the module: one line a policy, rules applied', async () => {
  const wasm = await folder.write(
    'p.wasm',
    await guest(`function handle(op: string, msg: string): i32 {
      if (op == "validate_settings") return reply('{"valid":true}');
      return reply('{"accepted":false,"message":"' + msg.slice(msg.indexOf('"settings"')).replaceAll('"', "'") + '","mutated_object":{}}');
    }`),
  );
  const yaml = await folder.write(
    'policies.yaml',
    [POLICY.replace('mutating: true', 'message: custom'), MONITOR].join(
      '---\n',
    ),
  );
  const { code, stdout, stderr } = await cli([
    'run',
    '-r',
    fixturePath('request.json'),
    '--module',
    wasm,
    yaml,
  ]);
  assert.equal(stderr, '');
  assert.equal(code, 0);
  assert.equal(
    stdout,
    `{"uid":"u","allowed":false,"status":{"message":"custom","details":{"causes":[{"reason":null,"message":"Request rejected by policy one. The policy attempted to mutate the request, but it is currently configured to not allow mutations.","field":null}]}},"auditAnnotations":null,"warnings":null}
{"uid":"u","allowed":true,"auditAnnotations":null,"warnings":null}
`,
  );
});

test('settings of a YAML must be an object', async () => {
  const yaml = await folder.write(
    'bad.yaml',
    `${HEAD}AdmissionPolicy\nmetadata: {name: x}\nspec: {module: p.wasm, settings: [1]}`,
  );
  const args = ['run', '-r', fixturePath('request.json'), yaml];
  assert.equal(
    (await cli(args)).stderr,
    'Error: Invalid settings in CRD, not an object\n',
  );
});
