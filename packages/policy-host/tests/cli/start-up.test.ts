// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { temporaryFolder } from '../support/cli.js';
import { fixture } from '../support/fixture.js';
import { guest } from '../support/guest.js';
import { STEERED } from '../support/steered-guest.js';

/** Packages that `module` loads before it does anything. */
async function eagerPackages(module: string): Promise<string[]> {
  const entry = fileURLToPath(new URL(`../../src/${module}`, import.meta.url));
  const { metafile } = await build({
    entryPoints: [entry],
    absWorkingDir: fileURLToPath(new URL('../../src/', import.meta.url)),
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    logLevel: 'silent',
  });
  const packages = new Set<string>();
  const seen = new Set<string>();
  const walk = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const { path, kind, external } of metafile.inputs[file]?.imports ??
      []) {
      if (kind === 'dynamic-import') continue;
      if (external !== true) walk(path);
      else if (!path.startsWith('node:')) packages.add(path);
    }
  };
  walk(module);
  return [...packages].sort();
}

// A run that verifies nothing must not pay for what verifies.
test('the command line starts with two small packages', async () => {
  assert.deepEqual(await eagerPackages('cli/main.js'), ['commander']);
  assert.deepEqual(await eagerPackages('cli/run.js'), [
    'commander',
    'picocolors',
  ]);
});

/** Modules of Node that take long to load and that few runs need. */
const HEAVY = ['crypto', 'dns', 'http', 'tls', 'worker_threads'];

test('one request that needs nobody else is answered without a thread', async () => {
  const folder = await temporaryFolder();
  const wasm = await folder.write('policy.wasm', await guest(STEERED));
  const request = await folder.write('request.json', fixture('request.json'));
  const module = new URL('../../src/cli/main.js', import.meta.url).href;
  const program = await folder.write(
    'program.mjs',
    `import { main } from ${JSON.stringify(module)};
    const io = { out: (text) => console.log(text), err: () => undefined };
    process.exitCode = await main(process.argv.slice(2), io);
    const heavy = ${JSON.stringify(HEAVY)}.map((name) => 'NativeModule ' + name);
    console.log(process.moduleLoadList.filter((name) => heavy.includes(name)));`,
  );
  const run = (mode: string) => {
    const settings = JSON.stringify({ m: mode });
    const args = ['run', '-r', request, '--settings-json', settings, wasm];
    const options = { encoding: 'utf8' } as const;
    return execFileSync(process.execPath, [program, ...args], options).trim();
  };
  assert.match(run('echo'), /"allowed":true[^]*\n\[\]$/);
  // What is not so plain takes a worker.
  assert.match(
    run('crash'),
    /"allowed":false[^]*'NativeModule worker_threads'/,
  );
  await folder.remove();
});

test('the library and the worker start with none', async () => {
  assert.deepEqual(await eagerPackages('index.js'), []);
  assert.deepEqual(await eagerPackages('wapc/worker.js'), []);
});
