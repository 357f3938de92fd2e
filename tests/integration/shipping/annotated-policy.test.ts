// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { PROJECT } from '../../support/project.js';

const folder = mkdtempSync(join(tmpdir(), 'annotated-'));
after(() => rmSync(folder, { recursive: true }));

/** Runs Node in the project; a failure shows what was printed. */
function node(...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: PROJECT,
    encoding: 'utf8',
    timeout: 120_000,
  });
  assert.equal(status, 0, `${stdout}${stderr}`);
  return stderr;
}

/** Compiles and annotates from the sources alone. */
function buildOnce(name: string): { bytes: Buffer; warnings: string } {
  const at = (file: string) => join(folder, `${name}-${file}`);
  node(
    'node_modules/assemblyscript/bin/asc.js',
    '--config',
    'asconfig.json',
    '--target',
    'release',
    '--outFile',
    at('policy.wasm'),
  );
  node('scripts/usage.mjs', at('usage.md'));
  const warnings = node(
    'packages/policy-host/bin/policy-host.js',
    'annotate',
    '-m',
    'metadata.yml',
    '-u',
    at('usage.md'),
    '-o',
    at('annotated.wasm'),
    at('policy.wasm'),
  );
  return { bytes: readFileSync(at('annotated.wasm')), warnings };
}

describe('annotated-policy.wasm', () => {
  it('is the same from two clean builds, and nothing is warned of', () => {
    const first = buildOnce('first');
    assert.equal(first.warnings, '');
    assert.ok(first.bytes.equals(buildOnce('second').bytes));
  });

  it('explains itself to operators', () => {
    const text = spawnSync(
      process.execPath,
      [
        'packages/policy-host/bin/policy-host.js',
        'inspect',
        join(folder, 'first-annotated.wasm'),
      ],
      { cwd: PROJECT, encoding: 'utf8' },
    ).stdout;
    assert.match(text, /^Details\ntitle: +verify-image-signatures\n/);
    assert.match(text, /\nUsage\n[\s\S]*`signatures`/);
  });
});
