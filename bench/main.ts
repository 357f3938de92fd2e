// SPDX-License-Identifier: Apache-2.0
/**
 * Measures everything, prints it beside the goals and the Rust policy's
 * figures, and writes bench/results.json and what is generated from it. Goals
 * that are missed do not make it fail: the bounds test keeps what was reached.
 */
import { spawnSync } from 'node:child_process';
import { collect } from './collect.js';
import type { Results } from './figures.js';
import { sections } from './goals.js';
import { measureHost } from './host/measure.js';
import { findPython } from './meter.js';
import { ROOT, fromRoot, writeJson } from './project.js';
import { textTable } from './table.js';

const RESULTS_FILE = 'bench/results.json';
const CALLS = 1_000_000;

async function main(): Promise<void> {
  const python = findPython();
  if (python === undefined) {
    throw new Error(
      'fuel is counted by wasmtime: python3 -m venv .venv && .venv/bin/pip install -r bench/requirements.txt',
    );
  }
  const started = performance.now();
  const guest = collect(python, CALLS);
  const results: Results = { ...guest, host: await measureHost() };
  const shown = sections(results);
  writeJson(RESULTS_FILE, { ...results, table: shown });
  const rows = shown.flatMap((section) => section.rows);
  const missed = rows.filter(({ met }) => met === false).length;
  const goals = rows.filter(({ met }) => met !== undefined).length;
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(textTable(shown));
  console.log(
    `${goals - missed} of ${goals} goals met; ${seconds} s; figures in ${RESULTS_FILE}`,
  );
  spawnSync(process.execPath, [fromRoot('scripts/generate.mjs')], {
    cwd: ROOT,
    stdio: 'inherit',
  });
}

await main();
