// SPDX-License-Identifier: Apache-2.0
// Bundles the command line and its workers, so that a run loads one file. It is
// CommonJS: Node reads that sooner than ES modules, and all of a file's
// `import()`s stay in it, where V8's compile cache keeps what a run used.
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const HERE = fileURLToPath(
  new URL('../packages/policy-host/', import.meta.url),
);
const OUT = join(HERE, 'dist/bundle');

/**
 * What every run needs, and what CommonJS cannot load in all Nodes. Other
 * packages stay where npm puts them, and are loaded when needed.
 */
const WITHIN = ['commander', 'picocolors', 'string-width', 'wrap-ansi'];

/** Commander starts programs for subcommands; ours are none of their own. */
const withoutPrograms = {
  name: 'without-programs',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
      importer.includes('/commander/')
        ? { path: 'none', namespace: 'programs' }
        : undefined,
    );
    onLoad({ filter: /./, namespace: 'programs' }, () => ({ contents: '' }));
  },
};

const isWithin = (path) => WITHIN.includes(path);
const { dependencies } = JSON.parse(
  readFileSync(join(HERE, 'package.json'), 'utf8'),
);

rmSync(OUT, { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: HERE,
  entryPoints: {
    'cli/program': 'src/cli/program.ts',
    'admission/worker': 'src/admission/worker.ts',
    'wapc/worker': 'src/wapc/worker.ts',
  },
  outdir: OUT,
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20.17',
  minifySyntax: true,
  minifyWhitespace: true,
  external: Object.keys(dependencies).filter((name) => !isWithin(name)),
  plugins: [withoutPrograms],
  define: { 'import.meta.url': 'BUNDLE_URL' },
  banner: {
    js: 'const BUNDLE_URL=require("node:url").pathToFileURL(__filename).href;',
  },
  metafile: true,
  logLevel: 'warning',
});
writeFileSync(join(OUT, 'package.json'), '{"type":"commonjs"}\n');
writeFileSync(
  join(OUT, 'LICENSES.txt'),
  licenses(Object.keys(metafile.inputs)),
);

/** The licences of the packages that the bundle has within it. */
function licenses(inputs) {
  const folders = new Set(
    inputs.flatMap((input) => /^.*node_modules\/[^/]+/.exec(input)?.[0] ?? []),
  );
  return [...folders]
    .sort()
    .map((folder) => {
      const path = join(HERE, folder);
      const file = readdirSync(path).find((name) => /^licen[sc]e/i.test(name));
      return `${folder}\n\n${readFileSync(join(path, file), 'utf8')}\n`;
    })
    .join('\n');
}
