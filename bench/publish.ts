// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import type { Results } from './figures.js';
import { sections } from './goals.js';
import {
  PROJECT,
  projectPath,
  projectJson,
  writeProjectJson,
} from '../tests/support/project.js';
import type { Section } from './row.js';

/** File with all figures and the table made of them. */
export const RESULTS_FILE = 'bench/results.json';

/** How often one instance is called for the figures that are published. */
export const CALLS = 1_000_000;

/** The figures as they were published last. */
export function published(): Results {
  return projectJson<Results>(RESULTS_FILE);
}

/**
 * Writes results.json and what is generated from it.
 *
 * @returns the table
 */
export function publish(results: Results): readonly Section[] {
  const table = sections(results);
  writeProjectJson(RESULTS_FILE, { ...results, table });
  spawnSync(process.execPath, [projectPath('scripts/generate.mjs')], {
    cwd: PROJECT,
    stdio: 'inherit',
  });
  return table;
}
