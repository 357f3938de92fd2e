// SPDX-License-Identifier: Apache-2.0
// Bundles the command line of policy-host and its workers into dist/bundle.
// The packages it depends on stay outside.
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const PACKAGE = fileURLToPath(
  new URL('../packages/policy-host/', import.meta.url),
);
const FOLDER = 'dist/bundle';

// Chunks of an older bundle have other names.
rmSync(`${PACKAGE}${FOLDER}`, { recursive: true, force: true });
await build({
  absWorkingDir: PACKAGE,
  entryPoints: {
    'cli/program': 'src/cli/program.ts',
    'admission/worker': 'src/admission/worker.ts',
    'wapc/worker': 'src/wapc/worker.ts',
  },
  bundle: true,
  splitting: true,
  minifyWhitespace: true,
  minifySyntax: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.17',
  packages: 'external',
  outdir: FOLDER,
  chunkNames: 'admission/[name]-[hash]',
  logLevel: 'warning',
});
