// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

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

test('the library and the worker start with none', async () => {
  assert.deepEqual(await eagerPackages('index.js'), []);
  assert.deepEqual(await eagerPackages('wapc/worker.js'), []);
});
