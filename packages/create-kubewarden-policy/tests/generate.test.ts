// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { main } from '../src/main.js';

const CHECKOUT = fileURLToPath(new URL('../../../../', import.meta.url));
const MINUTES_MS = 180_000;

/** Runs the initializer without a terminal. */
async function create(...args: string[]) {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const code = await main(args, { stdin: new PassThrough(), stdout, stderr });
  return {
    code,
    stdout: String(stdout.read() ?? ''),
    stderr: String(stderr.read() ?? ''),
  };
}

/** Runs make in a folder; a failure throws with what it printed. */
function make(folder: string, ...args: string[]): string {
  return execFileSync('make', args, {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    // A test runner inside a test runner must not talk to the outer one.
    env: { ...process.env, NODE_TEST_CONTEXT: undefined, NODE_OPTIONS: '' },
    timeout: MINUTES_MS,
  });
}

describe('create-kubewarden-policy', { timeout: MINUTES_MS }, () => {
  let root = '';
  before(() => {
    root = mkdtempSync(join(tmpdir(), 'create-kubewarden-policy-'));
  });
  after(() => rmSync(root, { recursive: true, force: true }));

  it('writes a project whose own tests are green', async () => {
    const folder = join(root, 'green');
    const result = await create(
      'green',
      '--directory',
      folder,
      '--description',
      'Says "no": to names',
      '--author',
      'Ada <ada@example.org>',
      '--link',
      CHECKOUT,
    );
    assert.equal(result.stderr, '');
    assert.equal(result.code, 0);
    assert.equal(
      result.stdout,
      `Wrote 19 files to ${folder}. Next:\n\n  cd ${folder}\n  make test\n`,
    );
    const output = make(folder, 'test');
    assert.match(output, /^(?:#|ℹ) pass 5$/m);
    assert.match(output, /^(?:#|ℹ) fail 0$/m);
    assert.match(output, /^2 tests: 2 ok, 0 failed, 0 skipped$/m);
    make(folder, 'lint');
    assert.match(make(folder, 'debug'), /^(?:#|ℹ) fail 0$/m);
    assert.ok(existsSync(join(folder, 'debug.wasm')));

    const response = JSON.parse(
      make(folder, 'run', 'SETTINGS={"deniedNames":["web"]}')
        .trim()
        .split('\n')
        .at(-1) ?? '',
    ) as { allowed: boolean; status: { message: string } };
    assert.equal(response.allowed, false);
    assert.equal(response.status.message, 'the name web is denied');
  });

  for (const kind of ['mutating', 'context-aware', 'raw']) {
    it(`writes a ${kind} policy whose own tests are green`, async () => {
      const folder = join(root, kind);
      const result = await create(
        `p-${kind}`,
        ...['--kind', kind, '--directory', folder, '--link', CHECKOUT],
      );
      assert.equal(result.stderr, '');
      const output = make(folder, 'test');
      assert.match(output, /^(?:#|ℹ) fail 0$/m);
      assert.match(output, /^2 tests: 2 ok, 0 failed, 0 skipped$/m);
      make(folder, 'lint');
      // Capabilities used but not declared, or the reverse, are warned of.
      const { stderr } = spawnSync('make', ['annotated-policy.wasm'], {
        cwd: folder,
        encoding: 'utf8',
        env: { ...process.env, NODE_OPTIONS: '' },
      });
      assert.equal(stderr, '');
    });
  }

  it('tells where files disagree', async () => {
    const folder = join(root, 'disagreeing');
    await create('disagreeing', '--directory', folder, '--link', CHECKOUT);
    const path = join(folder, 'metadata.yml');
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replace('[pods]', '[services]'));
    const { status, stderr } = spawnSync(
      process.execPath,
      ['scripts/check-metadata.mjs'],
      { cwd: folder, encoding: 'utf8' },
    );
    assert.equal(status, 1);
    assert.match(stderr, /^artifacthub-pkg\.yml rules is .*pods.*services/);
  });

  it('describes the policy in all files alike', async () => {
    const folder = join(root, 'described');
    await create('described', '--directory', folder, '--description', 'a: "b"');
    const read = (name: string) => readFileSync(join(folder, name), 'utf8');
    const metadata = parse(read('metadata.yml')) as {
      annotations: Record<string, string>;
    };
    const hub = parse(read('artifacthub-pkg.yml')) as Record<string, unknown>;
    const manifest = JSON.parse(read('package.json')) as {
      name: string;
      dependencies: Record<string, string>;
    };
    assert.equal(manifest.name, 'described');
    assert.deepEqual(manifest.dependencies, {
      '@kubewarden/policy-sdk-assemblyscript': '0.2.0',
    });
    assert.equal(hub['name'], 'described');
    assert.equal(hub['description'], 'a: "b"');
    assert.deepEqual(hub['maintainers'], [
      { name: 'Nobody', email: 'nobody@example.org' },
    ]);
    const { annotations } = metadata;
    assert.equal(annotations['io.kubewarden.policy.description'], 'a: "b"');
    assert.equal(annotations['io.kubewarden.policy.title'], 'described');
    assert.match(read('.gitignore'), /node_modules/);
  });

  it('leaves folders alone that have something in them', async () => {
    writeFileSync(join(root, 'file'), '');
    const result = await create('x', '--directory', root);
    assert.equal(result.code, 1);
    assert.equal(result.stderr, `Error: ${root} is not empty\n`);
  });

  it('refuses names and options that are none', async () => {
    const named = await create('No Name');
    assert.equal(named.code, 1);
    assert.match(
      named.stderr,
      /^Error: invalid name 'No Name': use at most 63/,
    );
    const kind = await create('x', '--kind', 'opa');
    assert.equal(
      kind.stderr,
      "Error: unknown kind 'opa': there are validating, mutating, context-aware, raw\n",
    );
    assert.equal((await create('--nonsense')).code, 2);
    assert.equal((await create('--version')).stdout, '0.2.0\n');
  });
});
