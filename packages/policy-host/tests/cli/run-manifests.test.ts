// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { cli, temporaryFolder } from '../support/cli.js';
import type { Folder } from '../support/cli.js';
import { guest } from '../support/guest.js';

/** Rejects what has the word `bad` in it, and names the images. */
const GUEST = `
function handle(op: string, msg: string): i32 {
  if (op == "validate_settings") return reply('{"valid":true}');
  if (msg.includes("reg/bad")) return reply('{"accepted":false,"message":"image reg/bad:v1 is not signed"}');
  return reply('{"accepted":true}');
}`;

const pod = (name: string, image: string) =>
  `apiVersion: v1
kind: Pod
metadata:
  name: ${name}
spec:
  containers:
    - name: app
      image: ${image}
`;

const POLICY = `apiVersion: policies.kubewarden.io/v1
kind: ClusterAdmissionPolicy
metadata: {name: signed}
spec:
  module: MODULE
  mutating: false
  rules:
    - {apiGroups: [''], apiVersions: [v1], resources: [pods], operations: [CREATE]}
`;

let folder: Folder;
let wasm: string;
before(async () => {
  folder = await temporaryFolder();
  wasm = await folder.write('policy.wasm', await guest(GUEST));
  await folder.write(
    'apps.yaml',
    `${pod('good', 'reg/good:v1')}---\n${pod('bad', 'reg/bad:v1')}---\napiVersion: v1\nkind: Service\nmetadata: {name: web}\n`,
  );
});
after(() => folder.remove());

/** Verdict and file, document and object of each line. */
function lines(stdout: string): string[] {
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => {
      const { file, document, object, policy, response } = JSON.parse(
        line,
      ) as Record<string, unknown> & { response: { allowed: boolean } };
      const where = String(file).replace(`${folder.at('')}/`, '');
      return `${where} ${String(document)} ${String(object)} ${String(policy)} ${String(response.allowed)}`;
    });
}

describe('manifests on the command line', () => {
  it('each object is a request, answers as kwctl prints them', async () => {
    const { code, stdout, stderr } = await cli([
      'run',
      '-r',
      folder.at('apps.yaml'),
      wasm,
    ]);
    assert.equal(stderr, '');
    assert.equal(code, 0);
    assert.deepEqual(
      stdout
        .split('\n')
        .map((line) => line.replace(/"uid":"[0-9a-f-]{36}"/, '"uid":"…"')),
      [
        '{"uid":"…","allowed":true,"auditAnnotations":null,"warnings":null}',
        '{"uid":"…","allowed":false,"status":{"message":"image reg/bad:v1 is not signed"},"auditAnnotations":null,"warnings":null}',
        '{"uid":"…","allowed":true,"auditAnnotations":null,"warnings":null}',
        '',
      ],
    );
  });

  it('several -r, standard input and names', async () => {
    const { stdout, stderr } = await cli(
      [
        'run',
        '--names',
        ...['-r', folder.at('apps.yaml'), '-r', '-'],
        ...['-n', 'shop', wasm],
      ],
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'PodList',
        items: [{ metadata: { name: 'x', namespace: 'own' } }],
      }),
    );
    assert.equal(stderr, '');
    assert.deepEqual(lines(stdout), [
      'apps.yaml 1 v1 Pod shop/good policy-from-cli true',
      'apps.yaml 2 v1 Pod shop/bad policy-from-cli false',
      'apps.yaml 3 v1 Service shop/web policy-from-cli true',
      'stdin 1 v1 Pod own/x policy-from-cli true',
    ]);
  });

  it('rules of a policy resource decide what is sent', async () => {
    const policy = await folder.write(
      'policy.yaml',
      POLICY.replace('MODULE', `file://${wasm}`),
    );
    const { stdout, stderr } = await cli([
      'run',
      '--names',
      ...['-r', folder.at('apps.yaml'), policy],
    ]);
    assert.equal(
      stderr,
      'INFO host: 1 of the objects match no rule of policy signed\n',
    );
    assert.deepEqual(lines(stdout), [
      'apps.yaml 1 v1 Pod default/good signed true',
      'apps.yaml 2 v1 Pod default/bad signed false',
    ]);
    const none = await cli(
      ['run', '-r', '-', policy],
      'apiVersion: v1\nkind: Service\nmetadata: {name: web}\n',
    );
    assert.deepEqual(none, {
      code: 0,
      stdout: '',
      stderr: 'INFO host: 1 of the objects match no rule of policy signed\n',
    });
  });

  it('updates and deletions', async () => {
    const args = ['run', '-r', folder.at('apps.yaml')];
    const old = ['--old', folder.at('apps.yaml')];
    const update = await cli([...args, '--operation', 'UPDATE', ...old, wasm]);
    assert.equal(update.stdout.trim().split('\n').length, 3);
    const deleted = await cli([...args, '--operation', 'DELETE', wasm]);
    assert.equal(deleted.stdout.trim().split('\n').length, 3);
    for (const [flags, message] of [
      [
        ['--operation', 'UPDATE'],
        'Error: --operation UPDATE needs --old, the objects before the update\n',
      ],
      [old, 'Error: --old needs --operation UPDATE\n'],
    ] as const) {
      assert.deepEqual(await cli([...args, ...flags, wasm]), {
        code: 1,
        stdout: '',
        stderr: message,
      });
    }
  });

  it('a YAML value that others read differently is a warning', async () => {
    const { stderr } = await cli(
      ['run', '-r', '-', wasm],
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {country: no}\n',
    );
    assert.equal(
      stderr,
      'WARN host: stdin:4: kubectl reads no as false, others do not: quote it\n',
    );
  });

  it('--exit-code makes rejections exit 1', async () => {
    const args = ['run', '--exit-code', '-r'];
    const rejected = await cli([...args, folder.at('apps.yaml'), wasm]);
    assert.equal(rejected.code, 1);
    assert.equal(rejected.stderr, '');
    const accepted = await cli([...args, '-', wasm], pod('a', 'reg/good'));
    assert.equal(accepted.code, 0);
  });
});
