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
const KIB_BYTES = 1024;
const REQUEST_FILE = projectPath('build/bench/request.json');
const SESSION_FILE = projectPath('build/bench/session.yml');

const runFile = promisify(execFile);

/** Tells on standard error how much memory the process had at most. */
const TELL_MEMORY =
  'data:text/javascript,process.on("exit",()=>console.error(process.resourceUsage().maxRSS))';

interface Run {
  readonly milliseconds: number;
  readonly stderr: string;
}

async function runHost(
  flags: readonly string[],
  nodeFlags: readonly string[] = [],
): Promise<Run> {
  const started = performance.now();
  const { stdout, stderr } = await runFile(process.execPath, [
    ...nodeFlags,
    HOST_PROGRAM,
    'run',
    ...['--request-path', REQUEST_FILE, '--settings-path', SETTINGS_FILE],
    ...flags,
    POLICY_FILE,
  ]);
  const milliseconds = performance.now() - started;
  if (!stdout.includes('"allowed":true')) throw new Error(stdout);
  return { milliseconds, stderr };
}

/**
 * Whole processes from start to verdict, on a session recorded before with
 * real verification.
 */
export async function measureStart(
  registry: Registry,
): Promise<Pick<HostFigures, 'startMs' | 'startMemory'>> {
  mkdirSync(projectPath('build/bench'), { recursive: true });
  writeFileSync(REQUEST_FILE, JSON.stringify(request()));
  await runHost([
    ...['--registry-mirror', registry.mirror],
    ...['--sigstore-trust-config', TRUST_FILE],
    ...['--record-host-capabilities-interactions', SESSION_FILE],
  ]);
  const replay = ['--replay-host-capabilities-interactions', SESSION_FILE];
  const times: number[] = [];
  const empty: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    times.push((await runHost(replay)).milliseconds);
    empty.push(await runEmpty());
  }
  const { stderr } = await runHost(replay, ['--import', TELL_MEMORY]);
  return {
    startMs: {
      median: median(times),
      best: Math.min(...times),
      empty: median(empty),
      runs: RUNS,
    },
    startMemory: Number(stderr.trim()) * KIB_BYTES,
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
