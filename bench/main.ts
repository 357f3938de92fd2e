// SPDX-License-Identifier: Apache-2.0
/**
 * Measures everything, prints it beside the goals and the Rust policy's
 * figures, and writes bench/results.json and what is generated from it. Goals
 * that are missed do not make it fail: the bounds test keeps what was reached.
 */
import { collect } from './collect.js';
import { measureHost } from './host/measure.js';
import { requirePython } from './meter.js';
import { CALLS, RESULTS_FILE, publish } from './publish.js';
import { textTable } from './table.js';

const python = requirePython();
const started = performance.now();
const guest = collect(python, CALLS);
const table = publish({ ...guest, host: await measureHost() });
const rows = table.flatMap((section) => section.rows);
const missed = rows.filter(({ met }) => met === false).length;
const goals = rows.filter(({ met }) => met !== undefined).length;
const seconds = ((performance.now() - started) / 1000).toFixed(0);
console.log(textTable(table));
console.log(
  `${goals - missed} of ${goals} goals met; ${seconds} s; figures in ${RESULTS_FILE}`,
);
