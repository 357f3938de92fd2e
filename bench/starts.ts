// SPDX-License-Identifier: Apache-2.0
/**
 * Measures the start of `policy-host run` with several Nodes, whose programs
 * are the arguments, and writes bench/starts.json for docs/performance.md.
 */
import { writeProjectJson } from '../tests/support/project.js';
import type { StartFigures } from './host/figures.js';
import { startRegistry } from './host/scene.js';
import { startFigures } from './host/start.js';

const nodes = process.argv.slice(2);
const registry = await startRegistry();
const starts: StartFigures[] = [];
for (const node of nodes.length === 0 ? [process.execPath] : nodes) {
  starts.push(await startFigures(registry, node));
}
await registry.close();
const date = new Date().toISOString().slice(0, 10);
writeProjectJson('bench/starts.json', { date, starts });
console.log(JSON.stringify({ date, starts }, null, 2));
