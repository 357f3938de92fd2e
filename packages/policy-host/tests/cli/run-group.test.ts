// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { cli, temporaryFolder } from '../support/cli.js';
import type { Folder } from '../support/cli.js';
import { fixturePath } from '../support/fixture.js';
import { guest } from '../support/guest.js';

let folder: Folder;
let wasm: string;
before(async () => {
  folder = await temporaryFolder();
  // Settings say what it answers.
  wasm = await folder.write(
    'p.wasm',
    await guest(`function handle(op: string, msg: string): i32 {
      if (op == "validate_settings") {
        if (msg.includes("mute")) return reply('{"valid":false}');
        return reply(msg.includes("bad") ? '{"valid":false,"message":"bad"}' : '{"valid":true}');
      }
      if (msg.includes('"m":"yes"')) return reply('{"accepted":true,"message":"fine","warnings":["w"]}');
      if (msg.includes('"m":"change"')) return reply('{"accepted":true,"mutated_object":{}}');
      if (msg.includes('"m":"silent"')) return reply('{"accepted":false}');
      if (msg.includes('"m":"trap"')) unreachable();
      return reply('{"accepted":false,"message":"no","code":418}');
    }`),
  );
});
after(() => folder.remove());

async function run(expression: string, members: string, more = '') {
  const yaml = await folder.write(
    'group.yaml',
    `apiVersion: policies.kubewarden.io/v1
kind: ClusterAdmissionPolicyGroup
metadata: {name: group}
spec:
  rules: [{apiGroups: [''], apiVersions: [v1], resources: [pods], operations: [CREATE]}]
  message: together
  expression: ${JSON.stringify(expression)}
  policies: ${members}
  ${more}`,
  );
  return cli(['run', '-r', fixturePath('request.json'), yaml]);
}

function members(settings: Record<string, string>): string {
  return JSON.stringify(
    Object.fromEntries(
      Object.entries(settings).map(([name, m]) => [
        name,
        { module: `file://${wasm}`, settings: { m } },
      ]),
    ),
  );
}

const ACCEPTED =
  '{"uid":"u","allowed":true,"auditAnnotations":null,"warnings":null}\n';
const rejected = (causes: string) =>
  `{"uid":"u","allowed":false,"status":{"message":"together","details":{${causes}}},"auditAnnotations":null,"warnings":null}\n`;
const cause = (member: string, message: string | null) =>
  `{"reason":null,"message":${JSON.stringify(message)},"field":"spec.policies.${member}"}`;

describe('a policy group', () => {
  for (const [name, expression, settings, expected] of [
    [
      'one that accepts is enough',
      'a() || b()',
      { a: 'no', b: 'yes' },
      ACCEPTED,
    ],
    [
      'reasons of those that were asked',
      'a() && b() || c()',
      { a: 'no', b: 'no', c: 'silent' },
      rejected(`"causes":[${cause('a', 'no')},${cause('c', null)}]`),
    ],
    ['none has a reason', '!a()', { a: 'yes' }, rejected('')],
    [
      'a member that mutates rejects',
      'a() && b()',
      { a: 'yes', b: 'change' },
      rejected(
        `"causes":[${cause('b', 'mutation is not allowed inside of policy group')}]`,
      ),
    ],
    [
      'a member that fails rejects',
      'a()',
      { a: 'trap' },
      rejected(
        `"causes":[${cause('a', 'internal server error: Guest call failure: error while executing at wasm backtrace: unreachable')}]`,
      ),
    ],
  ] as const) {
    it(name, async () => {
      const { code, stdout, stderr } = await run(expression, members(settings));
      assert.deepEqual(
        { code, stdout, stderr },
        { code: 0, stdout: expected, stderr: '' },
      );
    });
  }

  it('accepts all in monitor mode', async () => {
    const { stdout } = await run('a()', members({ a: 'no' }), 'mode: monitor');
    assert.equal(stdout, ACCEPTED);
  });

  it('names all settings that are refused, and a wrong expression', async () => {
    const { code, stderr, stdout } = await run(
      'a() && x()',
      members({ a: 'bad', b: 'mute' }),
    );
    assert.equal(code, 1);
    assert.equal(stdout, '');
    assert.equal(
      stderr,
      'Error: Provided settings are not valid: group/a: settings not valid: Policy settings are invalid: bad, group/b: settings not valid: Policy settings are invalid: no message, group: spec.expression: there is no member x, there are a, b\n',
    );
  });

  it('is asked only about what its rules match', async () => {
    const service = await folder.write(
      'service.yaml',
      'apiVersion: v1\nkind: Service\nmetadata: {name: s}',
    );
    await run('a()', members({ a: 'no' }));
    const result = await cli(['run', '-r', service, folder.at('group.yaml')]);
    assert.equal(result.stdout, '');
    assert.equal(
      result.stderr,
      'INFO host: 1 of the objects match no rule of policy group\n',
    );
  });
});
