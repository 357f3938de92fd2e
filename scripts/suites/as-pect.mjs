// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { emptyResult, listFiles, run } from './process.mjs';

const SUMMARY = /\[Tests\]: (\d+) \/ (\d+)/;

/**
 * Runs all specs below a folder as one module: compiling the shared sources
 * once instead of once a spec takes a fraction of the time.
 */
async function runSpecs(name, specs) {
  const result = emptyResult();
  if (specs.length === 0) return result;
  const entry = join('build', 'unit', `${name}.spec.ts`);
  mkdirSync(dirname(entry), { recursive: true });
  const imports = specs.map((spec) => {
    const path = relative(dirname(entry), spec).replaceAll('\\', '/');
    return `import '${path.replace(/\.ts$/, '')}';`;
  });
  writeFileSync(entry, `${imports.join('\n')}\n`);
  const { status, output: coloured } = await run('asp', ['--summary'], {
    env: { AS_PECT_ENTRY: entry },
  });
  const output = stripVTControlCharacters(coloured);
  const summary = SUMMARY.exec(output);
  const passed = Number(summary?.[1] ?? 0);
  result.passed = passed;
  result.failed = Number(summary?.[2] ?? 0) - passed;
  if (status !== 0 && result.failed === 0) result.failed = 1;
  if (result.failed > 0) console.log(output);
  console.log(`  ${specs.length} spec files in one module`);
  return result;
}

function select(folder, filter) {
  return listFiles(folder, '.spec.ts').filter((path) => path.includes(filter));
}

/** Unit tests of the policy. */
export function unit(filter) {
  return runSpecs('policy', select('tests/unit', filter));
}

/** Unit tests of the SDK. */
export function sdk(filter) {
  const folder = 'packages/policy-sdk-assemblyscript/tests';
  return runSpecs('sdk', select(folder, filter));
}
