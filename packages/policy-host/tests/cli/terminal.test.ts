// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { processIo } from '../../src/cli/io.js';
import { cli } from '../support/cli.js';
import { steeredPolicy } from '../support/steered-policy.js';

const BIN = fileURLToPath(
  new URL('../../../bin/policy-host.js', import.meta.url),
);
const POD = 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\n';

const { folder, wasm } = await steeredPolicy();

const escape = '\u001b[';

test('colours go to terminals that want them, each stream by itself', async () => {
  const run = (terminal: object, ...flags: string[]) => {
    const settings = ['--settings-json', '{"m":"echo"}'];
    const args = ['run', '-r', '-', '-o', 'table', ...settings, ...flags, wasm];
    return cli(args, POD, terminal);
  };
  const out = await run({ outIsTerminal: true });
  assert.ok(out.stdout.includes(escape));
  assert.ok(!out.stderr.includes(escape));
  const err = await run({ errIsTerminal: true });
  assert.ok(!err.stdout.includes(escape));
  assert.ok(err.stderr.includes(`${escape}32mINFO`));
  const both = { outIsTerminal: true, errIsTerminal: true };
  for (const plain of [
    await run({ ...both, noColor: true }),
    await cli(['--no-color', 'run', '-r', '-', '-o', 'table', wasm], POD, both),
  ]) {
    assert.ok(!plain.stdout.includes(escape));
    assert.ok(!plain.stderr.includes(`${escape}32m`));
  }
});

test('the table is no wider than the terminal', async () => {
  const settings = ['--settings-json', '{"m":"crash"}'];
  const args = ['run', '-r', '-', '-o', 'table', ...settings, wasm];
  const { stdout } = await cli(args, POD, { columns: 60 });
  const widths = stdout.split('\n').map((line) => line.length);
  assert.ok(Math.max(...widths) <= 60, stdout);
});

test('NO_COLOR counts unless it is empty', () => {
  const { NO_COLOR } = process.env;
  try {
    process.env['NO_COLOR'] = '';
    assert.equal(processIo().noColor, false);
    process.env['NO_COLOR'] = '1';
    assert.equal(processIo().noColor, true);
  } finally {
    delete process.env['NO_COLOR'];
    if (NO_COLOR !== undefined) process.env['NO_COLOR'] = NO_COLOR;
  }
});

test('a reader that has seen enough ends the program quietly', async () => {
  const line =
    '{"uid":"u","kind":{"group":"","version":"v1","kind":"Pod"},"resource":{"group":"","version":"v1","resource":"pods"},"operation":"CREATE","userInfo":{}}\n';
  // More than a pipe holds.
  const file = await folder.write('many.jsonl', line.repeat(4000));
  const output = execFileSync(
    'bash',
    [
      '-c',
      '"$@" 2>&1 | head -n 1; echo "${PIPESTATUS[0]}"',
      'bash',
      ...[process.execPath, BIN, 'run', '-r', file, wasm],
    ],
    { encoding: 'utf8', timeout: 60_000 },
  );
  assert.equal(
    output,
    '{"uid":"u","allowed":true,"auditAnnotations":null,"warnings":null}\n141\n',
  );
});
