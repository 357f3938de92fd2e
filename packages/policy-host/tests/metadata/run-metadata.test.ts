// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { writeModuleMetadata } from '../../src/metadata/custom-section.js';
import { readMetadata } from '../../src/metadata/read-metadata.js';
import { cli, temporaryFolder } from '../support/cli.js';
import type { Folder } from '../support/cli.js';
import { fixture } from '../support/fixture.js';
import { compile, guest } from '../support/guest.js';

const BODY = `function handle(op: string, msg: string): i32 {
  if (op == "validate_settings") return reply('{"valid":true}');
  if (msg.includes('"raw"')) return reply('{"accepted":true,"message":"raw"}');
  const list = hostCall("kubernetes", "list_resources_all", '{"api_version":"v1","kind":"Pod"}');
  return reply('{"accepted":false,"message":"' + list.replaceAll('"', "'") + '"}');
}`;

let folder: Folder;
before(async () => {
  folder = await temporaryFolder();
});
after(() => folder.remove());

async function run(
  metadata: string,
  module: Uint8Array,
  request: string,
  ...flags: readonly string[]
) {
  const annotated = writeModuleMetadata(
    module,
    readMetadata(`rules: []\nmutating: false\n${metadata}`),
  );
  const path = await folder.write('p.wasm', annotated);
  return cli(['run', '-r', '-', ...flags, path], request);
}

const message = ({ stdout }: { stdout: string }) =>
  (JSON.parse(stdout) as { status: { message: string } }).status.message;

test('policyType raw needs no flag', async () => {
  const module = await guest(BODY);
  const result = await run('policyType: raw', module, '{"raw":1}');
  assert.equal(message(result), 'raw');
});

test('resources of the metadata are granted only when allowed', async () => {
  const module = await guest(BODY);
  const metadata = 'contextAwareResources: [{apiVersion: v1, kind: Pod}]';
  const request = fixture('request.json');
  const denied = await run(metadata, module, request);
  assert.equal(
    denied.stderr,
    'WARN host: Policy requires access to Kubernetes resources, which is not granted: see --allow-context-aware\n',
  );
  assert.equal(
    message(denied),
    'err:Policy has not been granted access to Kubernetes v1/Pod resources. The violation has been reported.',
  );
  const granted = await run(metadata, module, request, '--allow-context-aware');
  assert.equal(
    message(granted),
    'err:Callback evaluation failure: this host does not reach live Kubernetes clusters: run the policy with kwctl, or replay a session recorded by it',
  );
});

const REFUSED: [string, string, RegExp][] = [
  [
    'minimumKubewardenVersion: 99.1.3',
    BODY,
    /^Error: Policy required Kubewarden version 99\.1\.0 or greater\. But it's running on 1\.36\.0\n$/,
  ],
  [
    'minimumKubewardenVersion: soon',
    BODY,
    /^Error: Error unmarshalling metadata minimumKubewardenVersion: 'soon' is not a semantic version\n$/,
  ],
  [
    'minimumKubewardenVersion: v1.2.3',
    BODY,
    /^Error: Error unmarshalling metadata minimumKubewardenVersion: 'v1\.2\.3' is not a semantic version\n$/,
  ],
  [
    'executionMode: gatekeeper',
    BODY,
    /^Error: policies of execution mode gatekeeper are run by kwctl, not by this host\n$/,
  ],
  [
    '',
    `export function opa_eval(): void {}\n${BODY}`,
    /^Error: The policy has been created with Rego, the policy execution mode specified via CLI flag is wrong\n$/,
  ],
];

for (const [metadata, body, stderr] of REFUSED) {
  test(`refused: ${metadata || 'Rego with waPC metadata'}`, async () => {
    const result = await run(
      metadata,
      await guest(body),
      fixture('request.json'),
    );
    assert.equal(result.code, 1);
    assert.match(result.stderr, stderr);
  });
}

test('Rego without metadata is refused', async () => {
  const rego = await compile('export function opa_eval(): void {}');
  const path = await folder.write('rego.wasm', rego);
  const { code, stderr } = await cli(
    ['run', '-r', '-', path],
    fixture('request.json'),
  );
  assert.equal(code, 1);
  assert.equal(
    stderr,
    'Error: The policy has been created with Rego, please specify which Opa runtime has to be used\n',
  );
});
