// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { readPolicyResources } from '../../src/cli/policy-resources.js';
import type { PolicySpec } from '../../src/cli/policy-resources.js';
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
  rules: []
  contextAwareResources: [{apiVersion: v1, kind: Pod}]
`;
const MONITOR = `${HEAD}AdmissionPolicy
metadata: {name: two, namespace: shop}
spec: {module: file:///p.wasm, mode: monitor, message: hello, mutating: false, rules: []}
`;
const GROUP = `${HEAD}ClusterAdmissionPolicyGroup
metadata: {name: group}
spec:
  expression: a() || b()
  message: together
  rules: []
  policies:
    a: {module: file:///a.wasm, settings: {x: 1}}
    b: {module: file:///b.wasm, contextAwareResources: [{apiVersion: v1, kind: Node}]}
`;

async function read(text: string, module?: string, warnings: string[] = []) {
  const warn = (line: string) => void warnings.push(line);
  const bytes = new TextEncoder().encode(text);
  return readPolicyResources(bytes, 'p.yml', { module, warn });
}

function shown({ settings, match: _match, ...rest }: PolicySpec) {
  return { ...rest, settings: stringify(settings) };
}

test('policies of several documents and lists, groups with members', async () => {
  const list = `apiVersion: v1\nkind: List\nitems:\n- ${MONITOR.trimEnd().replaceAll('\n', '\n  ')}\n`;
  const specs = await read([POLICY, list, GROUP].join('---\n'));
  assert.deepEqual(
    specs.map((spec) =>
      'members' in spec
        ? { ...spec, match: undefined, members: spec.members.map(shown) }
        : shown(spec),
    ),
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
        module: 'file:///p.wasm',
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
        name: 'group',
        expression: 'a() || b()',
        message: 'together',
        mode: 'protect',
        match: undefined,
        members: [
          {
            name: 'a',
            module: 'file:///a.wasm',
            contextAware: [],
            settings: '{"x":1}',
          },
          {
            name: 'b',
            module: 'file:///b.wasm',
            contextAware: [{ apiVersion: 'v1', kind: 'Node' }],
            settings: 'null',
          },
        ],
      },
    ],
  );
});

test('a module from the command line stands for all of them', async () => {
  const [policy, group] = await read(
    `${MONITOR.replace('file:///p.wasm', 'p.wasm')}---\n${GROUP}`,
    'own.wasm',
  );
  assert.equal(policy && 'module' in policy && policy.module, 'own.wasm');
  assert.deepEqual(
    group && 'members' in group && group.members.map(({ module }) => module),
    ['own.wasm', 'own.wasm'],
  );
});

test('values are those of kubectl, with a warning where others differ', async () => {
  const warnings: string[] = [];
  const text = POLICY.replace(
    '{b: 9007199254740993, a: x}',
    '{a: off, b: 010}',
  );
  const [policy] = await read(text, undefined, warnings);
  assert.equal(
    policy && 'settings' in policy && stringify(policy.settings),
    '{"a":false,"b":8}',
  );
  assert.deepEqual(warnings, [
    'p.yml:6: kubectl reads off as false, others do not: quote it',
    'p.yml:6: kubectl reads 010 as 8, others do not: quote it',
  ]);
});

for (const [text, message] of [
  ['', 'no policy found in p.yml'],
  ['[1]', 'p.yml, line 1: the document is not an object'],
  [
    'apiVersion: v1\nkind: Pod\nmetadata: {}\nspec: {}',
    'p.yml, line 2: kind is "Pod", expected one of AdmissionPolicy, ClusterAdmissionPolicy, AdmissionPolicyGroup, ClusterAdmissionPolicyGroup',
  ],
  [
    POLICY.replace('kubewarden.io/v1', 'kubewarden.io/v1alpha2'),
    'p.yml, line 1: apiVersion is "policies.kubewarden.io/v1alpha2", expected policies.kubewarden.io/v1',
  ],
  [
    `${HEAD}AdmissionPolicy\nmetadata: {name: x}\nspec: {}`,
    `p.yml, line 4: spec has no module
p.yml, line 4: spec has no mutating
p.yml, line 4: spec has no rules`,
  ],
  [
    `${HEAD}AdmissionPolicy\nmetadata: {name: 1}\nspc: {}`,
    `p.yml, line 1: the document has no spec
p.yml, line 3: metadata.name is 1, expected a string
p.yml, line 4: spc is not known`,
  ],
  [
    POLICY.replace('mutating: true', 'mutating: "true"\n  mode: Monitor'),
    `p.yml, line 7: spec.mutating is "true", expected true or false
p.yml, line 8: spec.mode is "Monitor", expected protect or monitor`,
  ],
  [
    POLICY.replace('rules: []', 'rules: [{apiGroups: "", scoop: x}]'),
    `p.yml, line 8: spec.rules[0].apiGroups is "", expected a list
p.yml, line 8: spec.rules[0].scoop is not known`,
  ],
  [
    `${POLICY}  timeoutSeconds: 31\n  timeoutEvalSeconds: 2.5\n  objectSelector: {matchLabels: {a: 1}}\n  namespaceSelector: null\n`,
    `p.yml, line 10: spec.timeoutSeconds is 31, expected an integer from 2 to 30
p.yml, line 11: spec.timeoutEvalSeconds is 2.5, expected an integer from 2 to 30
p.yml, line 12: spec.objectSelector.matchLabels.a is 1, expected a string
p.yml, line 13: spec.namespaceSelector is null, expected an object`,
  ],
  [
    POLICY.replace('ClusterAdmission', 'Admission'),
    'p.yml, line 9: spec.contextAwareResources is not known',
  ],
  [
    POLICY.replace('{b: 9007199254740993, a: x}', '[1]'),
    'p.yml, line 6: spec.settings is a list, expected an object',
  ],
  [
    POLICY.replace('registry://', ''),
    'p.yml, line 5: spec.module is "example.org/p:v1", expected an address with its scheme: registry://, https:// or file://',
  ],
  [
    GROUP.replace('file:///a', 'a'),
    'p.yml, line 9: spec.policies.a.module is "a.wasm", expected an address with its scheme: registry://, https:// or file://',
  ],
  [
    GROUP.replace('a() || b()', '""').replace('  b:', '  not-a-name:'),
    `p.yml, line 5: spec.expression is empty
p.yml, line 10: spec.policies.not-a-name has a name that no CEL expression can call`,
  ],
  [`${GROUP}  mutating: false\n`, 'p.yml, line 11: spec.mutating is not known'],
] as const) {
  test(`refused: ${message}`, async () => {
    await assert.rejects(read(text), { code: 'ARGUMENT', message });
  });
}

test('a text that is no UTF-8 is refused', async () => {
  const bytes = new Uint8Array([0xff]);
  const options = { warn: assert.fail };
  await assert.rejects(readPolicyResources(bytes, 'p.yml', options), {
    code: 'ARGUMENT',
    message: 'p.yml is not UTF-8',
  });
});

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
    [
      POLICY.replace('mutating: true', 'mutating: false\n  message: custom'),
      MONITOR,
    ].join('---\n'),
  );
  const { code, stdout, stderr } = await cli([
    'run',
    '-r',
    fixturePath('request.json'),
    '--module',
    wasm,
    yaml,
  ]);
  assert.equal(
    stderr,
    'INFO host: policy two, in monitor mode, would reject request.json: hello\n',
  );
  assert.equal(code, 0);
  assert.equal(
    stdout,
    `{"uid":"u","allowed":false,"status":{"message":"custom","details":{"causes":[{"reason":null,"message":"Request rejected by policy one. The policy attempted to mutate the request, but it is currently configured to not allow mutations.","field":null}]}},"auditAnnotations":null,"warnings":null}
{"uid":"u","allowed":true,"auditAnnotations":null,"warnings":null}
`,
  );
});
