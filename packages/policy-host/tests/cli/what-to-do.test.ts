// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { cli, temporaryFolder } from '../support/cli.js';
import type { Folder } from '../support/cli.js';
import { guest } from '../support/guest.js';

/** Rejects with two codes of the catalogue, one of them twice, and another. */
const REJECTING = `
function handle(op: string, msg: string): i32 {
  if (op == "validate_settings") return reply('{"valid":true}');
  if (msg.includes("fine")) return reply('{"accepted":true,"message":"so [tls]"}');
  return reply('{"accepted":false,"message":"a.io/b is not signed [not-signed]; a.io/c is not pinned to a digest [not-pinned]; a.io/d is not signed [not-signed]; x [of-another]"}');
}`;
const PAGE =
  'https://github.com/kubewarden/verify-image-signatures-as/blob/main/docs/messages.md';
const LINES = `what to do: ${PAGE}#not-signed\nwhat to do: ${PAGE}#not-pinned\n`;
const POD = 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\n';

let folder: Folder;
let wasm: string;
before(async () => {
  folder = await temporaryFolder();
  wasm = await folder.write('policy.wasm', await guest(REJECTING));
});
after(() => folder.remove());

function run(output: string, stdin: string, errIsTerminal = true) {
  const args = ['run', '-r', '-', '-o', output, wasm];
  return cli(args, stdin, { errIsTerminal, noColor: true });
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
