// SPDX-License-Identifier: Apache-2.0
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { projectPath } from '../../tests/support/project.js';
import { commandLine } from './command-line.js';
import { coresFree, coresUsedBy } from './cores.js';
import type { HostFigures } from './figures.js';
import { POLICY_FILE, SETTINGS_FILE, TRUST_FILE, request } from './scene.js';
import type { Registry } from './scene.js';

const REQUESTS = 20_000;
const REQUEST_FILE = projectPath('build/bench/requests.jsonl');

/** Many requests in one run: real verification, answers kept in the cache. */
export async function measureBatch(
  registry: Registry,
): Promise<HostFigures['batch']> {
  const line = `${JSON.stringify(request())}\n`;
  writeFileSync(REQUEST_FILE, line.repeat(REQUESTS));
  const runLine = await commandLine();
  let output = '';
  const free = await coresFree(availableParallelism());
  const started = performance.now();
  const coresUsed = await coresUsedBy(async () => {
    output = await runLine([
      ...['run', '--request-path', REQUEST_FILE],
      ...['--settings-path', SETTINGS_FILE],
      ...['--registry-mirror', registry.mirror],
      ...['--sigstore-trust-config', TRUST_FILE, POLICY_FILE],
    ]);
  });
  const milliseconds = performance.now() - started;
  const allowed = output.split('"allowed":true').length - 1;
  if (allowed !== REQUESTS) {
    throw new Error(`batch: ${allowed} of ${REQUESTS} allowed`);
  }
  return {
    requests: REQUESTS,
    perSecond: (REQUESTS / milliseconds) * 1000,
    coresUsed,
    coresFree: free,
  };
}
