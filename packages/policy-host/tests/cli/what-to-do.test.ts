// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { cli, temporaryFolder } from '../support/cli.js';
import type { Folder } from '../support/cli.js';
import { guest } from '../support/guest.js';

const TRUST = fileURLToPath(
  new URL(
    '../../../../../tests/fixtures/trust/trust-config.json',
    import.meta.url,
  ),
);

/** Rejects with two codes of the catalogue, one of them twice, and another. */
const REJECTING = `
function handle(op: string, msg: string): i32 {
  if (op == "validate_settings") return reply('{"valid":true}');
  if (msg.includes(':v1"')) hostCall("oci", "v1/manifest_digest", '"a.io/b:v1"');
  if (msg.includes("fine")) return reply('{"accepted":true,"message":"so [tls]"}');
  return reply('{"accepted":false,"message":"a.io/b is not signed [not-signed]; a.io/c is not pinned to a digest [not-pinned]; a.io/d is not signed [not-signed]; x [of-another]"}');
}`;
const PAGE =
  'https://github.com/kubewarden/verify-image-signatures-as/blob/main/docs/messages.md';
const LINES = `what to do: ${PAGE}#not-signed\nwhat to do: ${PAGE}#not-pinned\n`;
/** What policies are registered by, whose module comes from elsewhere. */
const POLICY = `apiVersion: policies.kubewarden.io/v1
kind: ClusterAdmissionPolicy
metadata: {name: signed}
spec:
  mutating: false
  module: MODULE
  settings: {signatures: [{image: a.io/*}]}
  rules:
    - {apiGroups: [''], apiVersions: [v1], resources: [pods], operations: [CREATE]}
`;
const POD = 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\n';

let folder: Folder;
let wasm: string;
let policy: string;
before(async () => {
  folder = await temporaryFolder();
  wasm = await folder.write('policy.wasm', await guest(REJECTING));
  policy = await folder.write(
    'policy.yaml',
    POLICY.replace('MODULE', `file://${wasm}`),
  );
  await folder.write('oci-layout', '{"imageLayoutVersion":"1.0.0"}');
  await folder.write('index.json', '{"schemaVersion":2,"manifests":[]}');
});
after(() => folder.remove());

function run(output: string, stdin: string, errIsTerminal = true) {
  const args = ['run', '-r', '-', '-o', output, wasm];
  return cli(args, stdin, { errIsTerminal, noColor: true });
}

function report(output: string, errIsTerminal = true) {
  const args = ['report', '-r', '-', '-o', output, policy];
  return cli(args, POD, { errIsTerminal, noColor: true });
}

/** Of an image in a registry that is a layout without images. */
function explain(image: string, output: string, errIsTerminal = true) {
  const args = [
    ...['explain', image, '--policy', policy, '-o', output],
    ...['--registry-mirror', `a.io=oci:${folder.at('')}`],
    ...['--sigstore-trust-config', TRUST],
  ];
  return cli(args, '', { errIsTerminal, noColor: true });
}

const links = (stderr: string): string =>
  stderr
    .split('\n')
    .filter((line) => line.startsWith('what to do: '))
    .map((line) => `${line}\n`)
    .join('');

test('a person on a terminal is told where each code is explained', async () => {
  for (const output of ['json', 'table']) {
    const { stdout, stderr } = await run(output, POD);
    assert.equal(links(stderr), LINES, output);
    assert.ok(!stdout.includes(PAGE));
  }
});

test('so is who asks for a report', async () => {
  for (const output of ['json', 'table'])
    assert.equal(links((await report(output)).stderr), LINES, output);
  assert.equal(links((await report('html')).stderr), '');
  assert.equal((await report('table', false)).stderr, '');
});

test('so is who asks for an explanation', async () => {
  for (const output of ['json', 'text'])
    assert.equal(links((await explain('a.io/b:v1', output)).stderr), LINES);
  assert.equal((await explain('a.io/b:v1', 'text', false)).stderr, '');
  assert.equal(links((await explain('a.io/fine:v1', 'text')).stderr), '');
});

test('codes of several requests are explained once', async () => {
  const two = `${POD}---\n${POD.replace('web', 'other')}`;
  assert.equal(links((await run('json', two)).stderr), LINES);
});

test('nobody is told who reads a file, or gets another form', async () => {
  for (const output of ['json', 'table'])
    assert.equal((await run(output, POD, false)).stderr, '');
  assert.equal(links((await run('github', POD)).stderr), '');
});

test('what is allowed needs no page', async () => {
  const { stderr } = await run('json', POD.replace('web', 'fine'));
  assert.equal(links(stderr), '');
});

test('the page has each of these entries', () => {
  const page = readFileSync(
    new URL('../../../../../docs/messages.md', import.meta.url),
    'utf8',
  );
  for (const code of ['not-signed', 'not-pinned'])
    assert.ok(page.includes(`\n### ${code}\n`), code);
});
