// SPDX-License-Identifier: Apache-2.0
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { projectPath } from '../../tests/support/project.js';
import type { HostFigures } from './figures.js';
import {
  HOST_PROGRAM,
  POLICY_FILE,
  SETTINGS_FILE,
  TRUST_FILE,
  request,
} from './scene.js';
import type { Registry } from './scene.js';

const RUNS = 11;
const REQUEST_FILE = projectPath('build/bench/request.json');
const SESSION_FILE = projectPath('build/bench/session.yml');

const runFile = promisify(execFile);

async function runHost(...flags: readonly string[]): Promise<number> {
  const started = performance.now();
  const { stdout } = await runFile(process.execPath, [
    HOST_PROGRAM,
    'run',
    ...['--request-path', REQUEST_FILE, '--settings-path', SETTINGS_FILE],
    ...flags,
    POLICY_FILE,
  ]);
  const took = performance.now() - started;
  if (!stdout.includes('"allowed":true')) throw new Error(stdout);
  return took;
}

/**
 * Whole processes from start to verdict, on a session recorded before with
 * real verification.
 */
export async function measureStart(
  registry: Registry,
): Promise<HostFigures['startMs']> {
  mkdirSync(projectPath('build/bench'), { recursive: true });
  writeFileSync(REQUEST_FILE, JSON.stringify(request()));
  await runHost(
    ...['--registry-mirror', registry.mirror],
    ...['--sigstore-trust-config', TRUST_FILE],
    ...['--record-host-capabilities-interactions', SESSION_FILE],
  );
  const times: number[] = [];
  const empty: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    times.push(
      await runHost('--replay-host-capabilities-interactions', SESSION_FILE),
    );
    empty.push(await runEmpty());
  }
  return {
    median: median(times),
    best: Math.min(...times),
    empty: median(empty),
    runs: RUNS,
  };
}

/** What Node itself takes at that moment. */
async function runEmpty(): Promise<number> {
  const started = performance.now();
  await runFile(process.execPath, ['--eval', '']);
  return performance.now() - started;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? NaN;
}
