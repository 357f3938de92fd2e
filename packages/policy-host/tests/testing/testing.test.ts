// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import * as testing from '@kubewarden/policy-host/testing';
import type { Case } from '@kubewarden/policy-host/testing';
import { guest } from '../support/guest.js';

const {
  TestPolicy,
  WORKLOAD_KINDS,
  accepts,
  all,
  asks,
  create,
  invalidSettings,
  mutatesTo,
  pod,
  rejects,
  remove,
  update,
  validSettings,
  warns,
  workload,
} = testing;
const VITEST = fileURLToPath(
  new URL('../../../../../node_modules/vitest/vitest.mjs', import.meta.url),
);
const DIGEST = `sha256:${'0'.repeat(64)}`;
const SESSION = `- type: Exchange
  request: |
    !OciManifestDigest
    image: busybox
  response:
    type: Success
    payload: '{"digest":"${DIGEST}"}'
`;

/** Says what the object is named after; asks for a digest when named so. */
const POLICY = `function handle(op: string, msg: string): i32 {
  if (op == 'validate_settings')
    return msg.includes('bad')
      ? reply('{"valid":false,"message":"bad settings"}')
      : reply('{"valid":true}');
  if (msg.includes('"name":"no"'))
    return reply('{"accepted":false,"message":"no is no name","code":418}');
  if (msg.includes('"name":"change"'))
    return reply('{"accepted":true,"mutated_object":{"a":1}}');
  if (msg.includes('"name":"warn"'))
    return reply('{"accepted":true,"warnings":["careful"]}');
  if (msg.includes('"name":"ask"')) {
    hostCall('oci', 'v1/manifest_digest', '"busybox"');
  }
  return reply('{"accepted":true}');
}`;

function named(name: string) {
  return create(pod({ containers: [] }, { name }));
}

const CASES: Readonly<Record<string, Case>> = {
  accepts: { request: named('yes'), expect: accepts() },
  rejects: { request: named('no'), expect: rejects('no is no name', 418) },
  'rejects by pattern': { request: named('no'), expect: rejects(/no name$/) },
  mutates: { request: named('change'), expect: mutatesTo({ a: 1 }) },
  warns: { request: named('warn'), expect: all(accepts(), warns('careful')) },
  asks: {
    request: named('ask'),
    answers: { 'oci/v1/manifest_digest': { digest: DIGEST } },
    expect: asks({ call: 'oci/v1/manifest_digest', payload: 'busybox' }),
  },
  'takes good settings': { settings: {}, expect: validSettings() },
  'refuses bad ones': {
    settings: { bad: true },
    expect: invalidSettings(/bad/),
  },
};

/** Of expectations that fail: what they say. */
const FAILING: readonly (readonly [Case, RegExp])[] = [
  [
    { request: named('no'), expect: accepts() },
    /^the request is rejected: no is no name/,
  ],
  [{ request: named('change'), expect: accepts() }, /^the object is changed/],
  [{ request: named('yes'), expect: rejects(/x/) }, /^the request is accepted/],
  [{ request: named('no'), expect: rejects('other') }, /no is no name/],
  [{ request: named('no'), expect: rejects(/other/) }, /other/],
  [{ request: named('no'), expect: rejects(/no/, 400) }, /418/],
  [{ request: named('change'), expect: mutatesTo({ a: 2 }) }, /a: 2/],
  [{ request: named('warn'), expect: warns() }, /careful/],
  [{ request: named('yes'), expect: asks({ call: 'x', payload: 1 }) }, /x/],
  [{ settings: { bad: 1 }, expect: validSettings() }, /bad settings/],
  [{ settings: {}, expect: invalidSettings(/x/) }, /^the settings are accep/],
  [{ settings: {}, expect: accepts() }, /asked about settings, not a request/],
  [
    { request: named('yes'), expect: validSettings() },
    /asked about a request, not settings/,
  ],
];

describe('a policy under test', () => {
  let folder = '';
  let path = '';
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'policy-testing-'));
    path = join(folder, 'policy.wasm');
    writeFileSync(path, await guest(POLICY));
    writeFileSync(join(folder, 'session.yml'), SESSION);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('declares a test for each row of a table', async () => {
    const names: string[] = [];
    const runs: Promise<void>[] = [];
    new TestPolicy(path).table((name, run) => {
      names.push(name);
      runs.push(run());
    }, CASES);
    assert.deepEqual(names, Object.keys(CASES));
    await Promise.all(runs);
  });

  it('fails what is not as expected, and says why', async () => {
    const policy = new TestPolicy(path);
    for (const [one, message] of FAILING) {
      await assert.rejects(policy.check(one), {
        name: 'AssertionError',
        message,
      });
    }
  });

  it('replays sessions, all of them', async () => {
    const policy = new TestPolicy(path);
    const session = join(folder, 'session.yml');
    const outcome = await policy.ask({ request: named('ask'), session });
    assert.equal(outcome.verdict?.accepted, true);
    await assert.rejects(policy.ask({ request: named('yes'), session }), {
      message: /^recorded answers were not asked for/,
    });
  });

  it('works in vitest', () => {
    const test = join(folder, 'policy.test.mjs');
    const entry = new URL('../../src/testing/index.js', import.meta.url).href;
    writeFileSync(
      test,
      `import { test } from 'vitest';
import { TestPolicy, accepts, create, pod, rejects } from '${entry}';
const named = (name) => create(pod({}, { name }));
new TestPolicy(${JSON.stringify(path)}).table(test, {
  good: { request: named('yes'), expect: accepts() },
  bad: { request: named('no'), expect: accepts() },
});
`,
    );
    const { status, stdout } = spawnSync(
      process.execPath,
      [VITEST, 'run', '--root', folder, '--reporter', 'json'],
      {
        cwd: folder,
        encoding: 'utf8',
        env: { ...process.env, NODE_TEST_CONTEXT: undefined },
      },
    );
    assert.equal(status, 1, stdout);
    const report = JSON.parse(stdout) as {
      numPassedTests: number;
      numFailedTests: number;
      testResults: { assertionResults: { failureMessages: string[] }[] }[];
    };
    assert.equal(report.numPassedTests, 1);
    assert.equal(report.numFailedTests, 1);
    const messages = report.testResults[0]?.assertionResults.flatMap(
      ({ failureMessages }) => failureMessages,
    );
    assert.match(messages?.[0] ?? '', /the request is rejected: no is no name/);
  });
});

describe('request builders', () => {
  it('make the request that the API server would', () => {
    const { uid, ...request } = create(
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name: 'n' },
        spec: {},
      },
      { user: 'bob', groups: ['admins'], namespace: 'shop', dryRun: true },
    );
    assert.match(String(uid), /^[0-9a-f-]{36}$/);
    const kind = {
      group: 'networking.k8s.io',
      version: 'v1',
      kind: 'NetworkPolicy',
    };
    const resource = {
      group: 'networking.k8s.io',
      version: 'v1',
      resource: 'networkpolicies',
    };
    assert.deepEqual(request, {
      kind,
      resource,
      requestKind: kind,
      requestResource: resource,
      name: 'n',
      namespace: 'shop',
      operation: 'CREATE',
      userInfo: { username: 'bob', groups: ['admins'] },
      object: {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name: 'n', namespace: 'shop' },
        spec: {},
      },
      dryRun: true,
      options: { apiVersion: 'meta.k8s.io/v1', kind: 'CreateOptions' },
    });
  });

  it('have the objects of their operation', () => {
    const old = pod({ a: 1 });
    const changed = update(old, pod({ a: 2 }));
    assert.equal(changed['operation'], 'UPDATE');
    assert.deepEqual((changed['oldObject'] as { spec: unknown }).spec, {
      a: 1,
    });
    assert.deepEqual((changed['object'] as { spec: unknown }).spec, { a: 2 });
    const removed = remove(old);
    assert.equal(removed['operation'], 'DELETE');
    assert.equal('object' in removed, false);
    assert.deepEqual((removed['oldObject'] as { spec: unknown }).spec, {
      a: 1,
    });
    const node = create({ apiVersion: 'v1', kind: 'Node' });
    assert.equal('namespace' in node, false);
  });

  it('put a pod spec into every workload', () => {
    const spec = { containers: [{ image: 'busybox', name: 'c' }] };
    for (const kind of WORKLOAD_KINDS) {
      const request = create(workload(kind, spec));
      assert.equal((request['kind'] as { kind: string }).kind, kind);
      assert.ok(
        JSON.stringify(request['object']).includes(
          `"spec":${JSON.stringify(spec)}`,
        ),
        kind,
      );
    }
  });
});

it('exports what it documents', () => {
  assert.deepEqual(Object.keys(testing).sort(), [
    'TestPolicy',
    'WORKLOAD_KINDS',
    'accepts',
    'all',
    'asks',
    'create',
    'invalidSettings',
    'mutatesTo',
    'pod',
    'rejects',
    'remove',
    'update',
    'validSettings',
    'warns',
    'workload',
  ]);
});
