// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { PROJECT } from '../../support/project.js';

const folder = mkdtempSync(join(tmpdir(), 'annotated-'));
after(() => rmSync(folder, { recursive: true }));

/** What operators read of the policy with `kwctl inspect`. */
const USAGE = 'docs/guide/reference.md';

/** All that decides about the bytes of the module, beside the compiler. */
const SOURCES = [
  'asconfig.json',
  'assembly',
  USAGE,
  'metadata.yml',
  'package.json',
  'packages/policy-sdk-assemblyscript/assembly',
  'packages/policy-sdk-assemblyscript/core.ts',
  'packages/policy-sdk-assemblyscript/index.ts',
  'packages/policy-sdk-assemblyscript/package.json',
  'packages/policy-sdk-assemblyscript/transform',
];
const SDK = 'node_modules/@kubewarden/policy-sdk-assemblyscript';
const HOST = join(PROJECT, 'packages/policy-host/bin/policy-host.js');

/** Copies the sources to a folder of their own, with the tools beside them. */
function checkOut(from: string, name: string): string {
  const to = join(folder, name);
  for (const path of SOURCES) {
    mkdirSync(dirname(join(to, path)), { recursive: true });
    cpSync(join(from, path), join(to, path), { recursive: true });
  }
  mkdirSync(dirname(join(to, SDK)), { recursive: true });
  symlinkSync('../../packages/policy-sdk-assemblyscript', join(to, SDK));
  symlinkSync(
    join(PROJECT, 'node_modules/assemblyscript'),
    join(to, 'node_modules/assemblyscript'),
  );
  return to;
}

/** Runs Node in a folder; a failure shows what was printed. */
function node(cwd: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd,
    encoding: 'utf8',
    timeout: 120_000,
  });
  assert.equal(status, 0, `${stdout}${stderr}`);
  return stderr;
}

/** Compiles and annotates in a folder that has nothing but the sources. */
function build(cwd: string): { bytes: Buffer; warnings: string } {
  node(
    cwd,
    'node_modules/assemblyscript/bin/asc.js',
    ...['--config', 'asconfig.json', '--target', 'release'],
  );
  const warnings = node(
    cwd,
    ...[HOST, 'annotate', '-m', 'metadata.yml', '-u', USAGE],
    ...['-o', 'annotated-policy.wasm', 'policy.wasm'],
  );
  return { bytes: readFileSync(join(cwd, 'annotated-policy.wasm')), warnings };
}

describe('annotated-policy.wasm', () => {
  it('is the same from two clean builds, and nothing is warned of', () => {
    // The second is a copy of the first, so that an edit in between cannot
    // make them differ, while a path in the module would.
    const first = checkOut(PROJECT, 'first');
    const second = checkOut(first, 'a/second/one');
    const { bytes, warnings } = build(first);
    assert.equal(warnings, '');
    assert.ok(bytes.equals(build(second).bytes));
  });

  it('explains itself to operators', () => {
    const text = spawnSync(
      process.execPath,
      [HOST, 'inspect', join(folder, 'first', 'annotated-policy.wasm')],
      { encoding: 'utf8' },
    ).stdout;
    assert.match(text, /^Details\ntitle: +verify-image-signatures\n/);
    assert.match(text, /\nUsage\n[\s\S]*`signatures`/);
  });
});
