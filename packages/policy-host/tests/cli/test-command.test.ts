// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, it } from 'node:test';
import { cli } from '../support/cli.js';
import { steeredPolicy } from '../support/steered-policy.js';

const PACKAGES = fileURLToPath(new URL('../../../../', import.meta.url));
const BIN = `${PACKAGES}policy-host/bin/policy-host.js`;
const example = (name: string) =>
  `${PACKAGES}policy-sdk-assemblyscript/examples/${name}/policy.wasm`;

/** A test that waits for a program must end by itself. */
const LIMIT = { timeout: 60_000 };

const { folder, wasm } = await steeredPolicy();

const POD =
  '{apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: a, image: "reg/a:v1"}]}}';

/** Runs a file of tests; answers its lines below the name of the file. */
async function test(text: string, ...flags: readonly string[]) {
  const file = await folder.write('tests.yml', text);
  const { code, stdout, stderr } = await cli(['test', ...flags, file]);
  return {
    code,
    stderr: stderr.replaceAll(folder.at(''), ''),
    stdout: stdout.replace(`${file}\n`, ''),
  };
}

describe('one line a case, a diff where it fails', () => {
  it('good, bad and left out', async () => {
    const run = await test(`policy: policy.wasm
settings: {m: reject}
tests:
  - {name: as expected, resource: ${POD}, expect: {verdict: rejected, message: 'no', patch: []}}
  - name: another verdict
    resource: ${POD}
    expect: {verdict: allowed}
  - name: another message, code and image
    resource: ${POD}
    expect:
      verdict: rejected
      message: not signed
      code: 403
      images: [reg/a:v2]
  - {name: a pattern, resource: ${POD}, expect: {verdict: rejected, message: {matches: '^y'}}}
  - {name: later, skip: not yet written, resource: ${POD}, expect: {verdict: allowed}}
`);
    assert.deepEqual(run, {
      code: 1,
      stderr: '',
      stdout: `  ok   as expected
  FAIL another verdict
       - verdict: allowed
       + verdict: rejected
       + message: "no"
  FAIL another message, code and image
         verdict: rejected
       - message:
       -   contains: not signed
       - code: 403
       + message: "no"
       + code: null
         images:
       -   - reg/a:v2
       +   - reg/a:v1
  FAIL a pattern
         verdict: rejected
       - message:
       -   matches: ^y
       + message: "no"
  skip later: not yet written

5 tests: 1 ok, 3 failed, 1 skipped
`,
    });
  });

  it('settings, patches and errors of the host', async () => {
    const run = await test(`policy: policy.wasm
tests:
  - {name: refused, settings: {m: settings-refused}, resource: ${POD}, expect: {verdict: settings-refused, message: not so}}
  - name: patched
    settings: {m: mutate}
    resource: {apiVersion: v1, kind: Pod, metadata: {name: web, namespace: shop}}
    expect:
      verdict: allowed
      patch:
        - {op: add, path: /x, value: 1}
        - {op: remove, path: /apiVersion}
        - {op: remove, path: /kind}
        - {op: remove, path: /metadata}
  - {name: a crash, settings: {m: crash}, resource: ${POD}, expect: {verdict: rejected, code: 500, message: 'Guest call failure: crashed'}}
  - name: an answer
    settings: {m: call-host}
    host: {answers: {net/v1/dns_lookup_host: {answer: {ips: ['192.0.2.1']}}}}
    resource: ${POD}
    expect: {verdict: rejected, message: "ok:{'ips':['192.0.2.1']}"}
  - name: an error
    settings: {m: call-host}
    host: {answers: {net/v1/dns_lookup_host: {error: no such name}}}
    resource: ${POD}
    expect: {verdict: rejected, message: 'err:no such name'}
  - {name: no answer, settings: {m: call-host}, resource: ${POD}, expect: {verdict: rejected, message: 'no scripted answer for host call net/v1/dns_lookup_host'}}
`);
    assert.deepEqual(run, {
      code: 0,
      stderr: '',
      stdout: `  ok   refused
  ok   patched
  ok   a crash
  ok   an answer
  ok   an error
  ok   no answer

6 tests: 6 ok, 0 failed, 0 skipped
`,
    });
  });

  it('recorded sessions, files of objects, settings and updates', async () => {
    await folder.write(
      'session.yml',
      '- type: Exchange\n  request: |\n    !DNSLookupHost\n    host: 127.0.0.1\n  response:\n    type: Success\n    payload: \'{"ips":[]}\'\n',
    );
    await folder.write('settings.yml', 'm: call-host\n');
    await folder.write('two.yaml', `${POD}\n---\n${POD}\n`);
    const run = await test(`policy: policy.wasm
settings: settings.yml
host: {session: session.yml}
tests:
  - {name: both objects, resource: two.yaml, expect: {verdict: rejected, message: "ok:{'ips':[]}"}}
  - {name: one of them, resource: two.yaml, expect: {verdict: allowed}}
  - {name: an update, operation: UPDATE, resource: ${POD}, old: two.yaml, expect: {verdict: rejected}}
  - {name: of what was not there, operation: UPDATE, resource: {apiVersion: v1, kind: Pod, metadata: {name: x}}, old: ${POD}, expect: {verdict: allowed}}
  - {name: no such file, resource: none.yaml, expect: {verdict: allowed}}
`);
    assert.equal(run.code, 1);
    const message = `ok:{'ips':[]}`;
    assert.equal(
      run.stdout
        .replaceAll(folder.at(''), '')
        .replaceAll(/ENOENT.*/g, 'ENOENT'),
      `  ok   both objects
  FAIL one of them
       two.yaml:1 Pod default/web with policy:
       - verdict: allowed
       + verdict: rejected
       + message: ${message}
       two.yaml:3 Pod default/web with policy:
       - verdict: allowed
       + verdict: rejected
       + message: ${message}
  ok   an update
  FAIL of what was not there
       /tests.yml, document 1, line 8: an UPDATE needs the old object: --old has no Pod default/x
  FAIL no such file
       Error opening request file /none.yaml; ENOENT

5 tests: 2 ok, 3 failed, 0 skipped
`,
    );
  });
});

describe('policy resources', () => {
  const policy = (name: string, more: string) =>
    `apiVersion: policies.kubewarden.io/v1
kind: ClusterAdmissionPolicy
metadata: {name: ${name}}
spec:
  module: registry://example.org/none:v1
  settings: {m: reject}
  mutating: false
  rules:
    - {apiGroups: [''], apiVersions: [v1], resources: [pods], operations: [CREATE]}
  ${more}
`;

  it('rules skip, monitor mode warns, each policy is asked', async () => {
    await folder.write(
      'policies.yaml',
      `${policy('strict', 'message: ask us')}---\n${policy('lax', 'mode: monitor')}`,
    );
    const run = await test(`policy: policies.yaml
module: policy.wasm
tests:
  - {name: strict, policyName: strict, resource: ${POD}, expect: {verdict: rejected, message: ask us}}
  - {name: lax, policyName: lax, resource: ${POD}, expect: {verdict: warned, message: 'no'}}
  - {name: both are asked, resource: ${POD}, expect: {verdict: rejected}}
  - {name: none for a Service, resource: {apiVersion: v1, kind: Service, metadata: {name: a}}, expect: {verdict: skipped}}
  - {name: none for a deletion, operation: DELETE, resource: ${POD}, expect: {verdict: skipped}}
  - {name: other settings, settings: {}, resource: ${POD}, expect: {verdict: allowed}}
  - {name: no such policy, policyName: x, resource: ${POD}, expect: {verdict: allowed}}
`);
    assert.equal(run.code, 1);
    assert.equal(
      run.stdout.replaceAll(`${folder.at('')}/`, ''),
      `  ok   strict
  ok   lax
  FAIL both are asked
       resource Pod default/web with lax:
       - verdict: rejected
       + verdict: warned
       + message: "no"
  ok   none for a Service
  ok   none for a deletion
  ok   other settings
  FAIL no such policy
       policies.yaml has no policy x, it has strict, lax

7 tests: 5 ok, 2 failed, 0 skipped
`,
    );
  });
});

describe('policies made with the SDK', () => {
  const digest = `sha256:${'a'.repeat(64)}`;
  it('are tested as well', async () => {
    const run = await test(`policy: ${example('image-digest')}
tests:
  - name: images get their digests
    resource: ${POD}
    host: {images: {'reg/a:v1': '${digest}'}}
    expect: {verdict: allowed, images: ['reg/a:v1@${digest}']}
  - name: an image that is not there
    resource: ${POD}
    host: {images: {'reg/a:v1': {error: manifest unknown}}}
    expect: {verdict: rejected, message: {matches: '^reg/a:v1: .*manifest unknown'}}
  - name: an image without answer
    resource: ${POD}
    expect: {verdict: rejected, message: 'this test has no answer for the image reg/a:v1'}
  - name: labels
    policy: ${example('safe-labels')}
    settings: {mandatoryLabels: [team]}
    resource: ${POD}
    expect: {verdict: rejected, message: team}
  - name: a raw document
    policy: ${example('raw-validation')}
    raw: true
    settings: {validUsers: [a], validActions: [b], validResources: [c]}
    resource: {user: x, action: b, resource: c}
    expect: {verdict: rejected, code: 400, message: user x is not allowed}
`);
    assert.deepEqual(run, {
      code: 0,
      stderr: '',
      stdout: `  ok   images get their digests
  ok   an image that is not there
  ok   an image without answer
  ok   labels
  ok   a raw document

5 tests: 5 ok, 0 failed, 0 skipped
`,
    });
  });
});

describe('other forms', () => {
  it('JUnit', async () => {
    const { code, stdout } = await test(
      `policy: policy.wasm
tests:
  - {name: good, resource: ${POD}, expect: {verdict: allowed}}
  - {name: bad, resource: ${POD}, expect: {verdict: rejected}}
  - {name: later, skip: soon, resource: ${POD}, expect: {verdict: allowed}}
`,
      '-o',
      'junit',
    );
    assert.equal(code, 1);
    assert.equal(
      stdout
        .replaceAll(folder.at('tests.yml'), 'tests.yml')
        .replaceAll(/time="[0-9.]+"/g, 'time="…"'),
      `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="policy-host" tests="3" failures="1" skipped="1" time="…">
  <testsuite name="tests.yml" tests="3" failures="1" skipped="1" time="…">
    <testcase classname="tests.yml" name="good" time="…"/>
    <testcase classname="tests.yml" name="bad" time="…">
      <failure message="- verdict: rejected">- verdict: rejected&#10;+ verdict: allowed</failure>
    </testcase>
    <testcase classname="tests.yml" name="later" time="…">
      <skipped message="soon"/>
    </testcase>
  </testsuite>
</testsuites>
`,
    );
  });

  it('--watch runs again when a file of the tests changes', LIMIT, async () => {
    const tests = (verdict: string) =>
      `policy: ${wasm}\nsettings: settings.json\ntests:\n  - {name: watched, resource: ${POD}, expect: {verdict: ${verdict}}}\n`;
    const file = await folder.write('watched.yml', tests('allowed'));
    await folder.write('settings.json', '{}');
    const child = spawn(process.execPath, [BIN, 'test', '--watch', file]);
    try {
      let output = '';
      let told: () => void = () => undefined;
      const take = (chunk: Buffer) => {
        output += chunk.toString();
        told();
      };
      child.stdout.on('data', take);
      child.stderr.on('data', take);
      /** Waits for a text, and for the program to wait. */
      const until = async (text: string): Promise<void> => {
        while (
          !output.includes(text) ||
          !output.endsWith('Waiting for changes\n')
        ) {
          await new Promise<void>((resolve) => (told = resolve));
        }
        output = '';
      };
      await until('1 tests: 1 ok, 0 failed');
      await folder.write('settings.json', '{"m":"reject"}');
      await until('1 tests: 0 ok, 1 failed');
      await folder.write('watched.yml', 'policy: [');
      await until('line 1: ');
      await folder.write('watched.yml', tests('rejected'));
      await until('1 tests: 1 ok, 0 failed');
    } finally {
      child.kill();
    }
  });
});
