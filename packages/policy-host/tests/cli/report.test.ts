// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { cli, temporaryFolder } from '../support/cli.js';
import type { Folder } from '../support/cli.js';
import { guest } from '../support/guest.js';

/** Asks the host about images of `reg/` where a rule names it; codes by name. */
const GUEST = `
function handle(op: string, msg: string): i32 {
  if (op == "validate_settings") return reply('{"valid":true}');
  if (msg.includes('"image":"reg/*"') && msg.includes('"image":"reg/')) hostCall("oci", "v1/manifest_digest", '"reg/a"');
  if (msg.includes("reg/bad:")) {
    const name = msg.includes('"name":"bad-1"') ? "bad-1" : "bad-2";
    return reply('{"accepted":false,"message":"Resource ' + name + ' is not accepted: reg/bad:v1 (containers[0]) is not signed by Bob (signatures[0].certificates[1]) [not-signed-by]"}');
  }
  if (msg.includes("reg/ugly:")) return reply('{"accepted":false,"message":"no <b>way</b>"}');
  return reply('{"accepted":true}');
}`;

const pod = (name: string, namespace: string, image: string) =>
  `apiVersion: v1
kind: Pod
metadata: {name: ${name}, namespace: ${namespace}}
spec: {containers: [{name: app, image: '${image}'}]}
`;

const DIGEST = `sha256:${'0'.repeat(64)}`;
const OBJECTS = [
  pod('bad-1', 'shop', 'reg/bad:v1'),
  pod('bad-2', 'shop', 'reg/bad:v1'),
  pod('good', 'shop', `reg/good@${DIGEST}`),
  pod('ugly', 'pay', 'reg/ugly:v1'),
  'apiVersion: v1\nkind: Node\nmetadata: {name: n1}\n',
].join('---\n');

const POLICY = `apiVersion: policies.kubewarden.io/v1
kind: ClusterAdmissionPolicy
metadata: {name: signed}
spec:
  mode: monitor
  mutating: false
  module: MODULE
  settings: {signatures: [{image: 'regg/*'}, {image: 'reg/*'}]}
  rules:
    - {apiGroups: [''], apiVersions: [v1], resources: [pods, nodes], operations: [CREATE]}
`;

let folder: Folder;
let policy: string;
before(async () => {
  folder = await temporaryFolder();
  const wasm = await folder.write('policy.wasm', await guest(GUEST));
  policy = await folder.write(
    'policy.yaml',
    POLICY.replace('MODULE', `file://${wasm}`),
  );
});
after(() => folder.remove());

async function report(...flags: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await cli(
    ['report', '-r', '-', ...flags, policy],
    OBJECTS,
  );
  assert.equal(stderr, '');
  assert.equal(code, 0);
  return stdout;
}

const WHY =
  'reg/bad:v1 (containers[0]) is not signed by Bob (signatures[0].certificates[1]) [not-signed-by]';

describe('report', () => {
  it('JSON: by namespace, equal rejections together', async () => {
    const object = (name: string) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      name,
    });
    assert.deepEqual(JSON.parse(await report('-o', 'json')), {
      policies: ['signed'],
      totals: { objects: 5, rejected: 3, images: 3 },
      namespaces: [
        {
          namespace: '',
          objects: 1,
          rejected: 0,
          findings: [],
          imagesWithoutDigest: [],
        },
        {
          namespace: 'pay',
          objects: 1,
          rejected: 1,
          findings: [
            {
              policy: 'signed',
              codes: ['rejected'],
              images: ['reg/ugly:v1'],
              message: 'no <b>way</b>',
              objects: [object('ugly')],
            },
          ],
          imagesWithoutDigest: ['reg/ugly:v1'],
        },
        {
          namespace: 'shop',
          objects: 3,
          rejected: 2,
          findings: [
            {
              policy: 'signed',
              codes: ['not-signed-by'],
              images: ['reg/bad:v1'],
              message: WHY,
              objects: [object('bad-1'), object('bad-2')],
            },
          ],
          imagesWithoutDigest: ['reg/bad:v1'],
        },
      ],
      unusedRules: [{ policy: 'signed', index: 0, pattern: 'regg/*' }],
    });
  });

  it('table', async () => {
    const text = await report();
    assert.deepEqual(text.split('\n').slice(-9), [
      '3 of 5 objects in 3 namespaces would be rejected (3 distinct images)',
      '',
      'Images without digest:',
      '  pay: reg/ugly:v1',
      '  shop: reg/bad:v1',
      '',
      'Rules that match none of the images:',
      '  signed: signatures[0] regg/*',
      '',
    ]);
    assert.match(
      text,
      /^│ shop +│ +2 │ not-signed-by │ reg\/bad:v1 +│ reg\/bad:v1 \(containers\[0\]\)/m,
    );
  });

  it('OpenReports: one object for each namespace', async () => {
    const { kind, items } = JSON.parse(await report('-o', 'openreports')) as {
      kind: string;
      items: Record<string, unknown>[];
    };
    assert.equal(kind, 'List');
    assert.deepEqual(
      items.map((item) => [item['apiVersion'], item['kind'], item['summary']]),
      [
        ['openreports.io/v1alpha1', 'ClusterReport', counts(1, 0)],
        ['openreports.io/v1alpha1', 'Report', counts(0, 1)],
        ['openreports.io/v1alpha1', 'Report', counts(1, 2)],
      ],
    );
    const [first] = items[2]?.['results'] as Record<string, unknown>[];
    const { timestamp, ...rest } = first ?? {};
    assert.deepEqual(Object.keys(timestamp as object), ['seconds', 'nanos']);
    assert.deepEqual(rest, {
      policy: 'signed',
      rule: 'not-signed-by',
      result: 'fail',
      scored: true,
      message: WHY,
      resources: [
        { apiVersion: 'v1', kind: 'Pod', name: 'bad-1', namespace: 'shop' },
      ],
      properties: { images: 'reg/bad:v1' },
    });
  });

  it('--exit-code', async () => {
    const args = ['report', '--exit-code', '-r', '-', policy];
    assert.equal((await cli(args, OBJECTS)).code, 1);
    const good = pod('good', 'shop', 'reg/good:v1');
    assert.equal((await cli(args, good)).code, 0);
  });
});

function counts(pass: number, fail: number): object {
  return { pass, fail, warn: 0, error: 0, skip: 0 };
}

describe('monitor mode in run', () => {
  const BAD = pod('bad-1', 'shop', 'reg/bad:v1');
  const whole = `Resource bad-1 is not accepted: ${WHY}`;

  it('answers as kwctl does and tells what it would reject', async () => {
    const { code, stdout, stderr } = await cli(
      ['run', '--exit-code', '-r', '-', policy],
      BAD,
    );
    assert.equal(code, 0);
    assert.match(
      stdout,
      /^\{"uid":"[0-9a-f-]{36}","allowed":true,"auditAnnotations":null,"warnings":null\}\n$/,
    );
    assert.equal(
      stderr,
      `INFO host: policy signed, in monitor mode, would reject stdin Pod shop/bad-1: ${whole}\n`,
    );
  });

  it('with names and in tables beside the answer', async () => {
    const named = await cli(['run', '--names', '-r', '-', policy], BAD);
    const { response, wouldBe } = JSON.parse(named.stdout) as Record<
      string,
      { allowed: boolean; status?: object }
    >;
    assert.equal(response?.allowed, true);
    assert.equal(wouldBe?.allowed, false);
    assert.deepEqual(wouldBe?.status, { message: whole });
    const table = await cli(['run', '-o', 'table', '-r', '-', policy], BAD);
    assert.match(table.stdout, /│ would reject │/);
    assert.match(
      table.stdout,
      /\n1 evaluated: 0 allowed, 0 rejected, 1 would be rejected but for monitor mode\n$/,
    );
  });
});
