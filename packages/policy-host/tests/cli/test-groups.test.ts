// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { cli, temporaryFolder } from '../support/cli.js';
import type { Folder } from '../support/cli.js';
import { guest } from '../support/guest.js';
import { STEERED } from '../support/steered-guest.js';

let folder: Folder;
before(async () => {
  folder = await temporaryFolder();
  await folder.write('policy.wasm', await guest(STEERED));
});
after(() => folder.remove());

const POD =
  '{apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: []}}';

/** Runs a file of tests; answers its lines below the name of the file. */
async function test(text: string) {
  const file = await folder.write('tests.yml', text);
  const { code, stdout } = await cli(['test', file]);
  return { code, stdout: stdout.replace(`${file}\n`, '') };
}

describe('policy groups', () => {
  const group = `apiVersion: policies.kubewarden.io/v1
kind: ClusterAdmissionPolicyGroup
metadata: {name: group}
spec:
  expression: a() || b()
  message: together
  rules:
    - {apiGroups: [''], apiVersions: [v1], resources: [pods], operations: [CREATE]}
  policies:
    a: {module: registry://example.org/none:v1, settings: {m: reject}}
    b: {module: registry://example.org/none:v1, settings: {m: MODE}}
`;

  it('are one verdict, made by their expression', async () => {
    await folder.write('strict.yaml', group.replace('MODE', 'reject'));
    await folder.write('lax.yaml', group.replace('MODE', 'accept'));
    const run = await test(`policy: strict.yaml
module: policy.wasm
tests:
  - {name: none accepts, resource: ${POD}, expect: {verdict: rejected, message: together}}
  - {name: one accepts, policy: lax.yaml, resource: ${POD}, expect: {verdict: allowed}}
  - {name: settings, policy: lax.yaml, settings: {}, resource: ${POD}, expect: {verdict: allowed}}
  - {name: none for a deletion, policy: lax.yaml, operation: DELETE, resource: ${POD}, expect: {verdict: skipped}}
`);
    assert.equal(run.code, 1);
    assert.equal(
      run.stdout,
      `  ok   none accepts
  ok   one accepts
  FAIL settings
       the settings of a test cannot stand for those of the members of group
  ok   none for a deletion

4 tests: 3 ok, 1 failed, 0 skipped
`,
    );
  });
});
