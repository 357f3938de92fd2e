// SPDX-License-Identifier: Apache-2.0
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { projectPath } from '../../tests/support/project.js';
import { coresFree, coresUsedBy } from './cores.js';
import type { HostFigures } from './figures.js';
import { POLICY_FILE, SETTINGS_FILE, TRUST_FILE, request } from './scene.js';
import type { Registry } from './scene.js';

const REQUESTS = 20_000;
const REQUEST_FILE = projectPath('build/bench/requests.jsonl');

type Main = typeof import('../../packages/policy-host/src/cli/main.js').main;

/** The command line's entry point, which the package does not export. */
async function commandLine(): Promise<Main> {
  const url = new URL(
    '../../../../packages/policy-host/dist/src/cli/main.js',
    import.meta.url,
  );
  return ((await import(url.href)) as { main: Main }).main;
}

/** Many requests in one run: real verification, answers kept in the cache. */
export async function measureBatch(
  registry: Registry,
): Promise<HostFigures['batch']> {
  const line = `${JSON.stringify(request())}\n`;
  writeFileSync(REQUEST_FILE, line.repeat(REQUESTS));
  const main = await commandLine();
  let output = '';
  const io = {
    out: (text: string) => {
      output += text;
    },
    err: () => undefined,
    outIsTerminal: false,
    errIsTerminal: false,
    noColor: false,
    columns: 120,
    readStdin: async () => new Uint8Array(0),
  };
  let status = 1;
  const free = await coresFree(availableParallelism());
  const started = performance.now();
  const coresUsed = await coresUsedBy(async () => {
    status = await main(
      [
        ...['run', '--request-path', REQUEST_FILE],
        ...['--settings-path', SETTINGS_FILE],
        ...['--registry-mirror', registry.mirror],
        ...['--sigstore-trust-config', TRUST_FILE, POLICY_FILE],
      ],
      io,
    );
  });
  const milliseconds = performance.now() - started;
  const allowed = output.split('"allowed":true').length - 1;
  if (status !== 0 || allowed !== REQUESTS) {
    throw new Error(
      `batch: status ${status}, ${allowed} of ${REQUESTS} allowed`,
    );
  }
  return {
    requests: REQUESTS,
    perSecond: (REQUESTS / milliseconds) * 1000,
    coresUsed,
    coresFree: free,
  };
}
