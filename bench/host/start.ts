// SPDX-License-Identifier: Apache-2.0
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { projectPath } from '../../tests/support/project.js';
import type { HostFigures, ProcessFigures, StartFigures } from './figures.js';
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
const TELL_FILE = projectPath('build/bench/tell.cjs');

const runFile = promisify(execFile);

/** Tells on standard error what the process has used. */
const TELL =
  'process.on("exit",()=>console.error(JSON.stringify(process.resourceUsage())));\n';

async function runHost(
  node: string,
  flags: readonly string[],
  nodeFlags: readonly string[] = [],
): Promise<string> {
  const { stdout, stderr } = await runFile(node, [
    ...nodeFlags,
    HOST_PROGRAM,
    'run',
    ...['--request-path', REQUEST_FILE, '--settings-path', SETTINGS_FILE],
    ...flags,
    POLICY_FILE,
  ]);
  if (!stdout.includes('"allowed":true')) throw new Error(stdout);
  return stderr;
}

/**
 * Whole processes from start to verdict, on a session recorded before with
 * real verification.
 */
export async function measureStart(
  registry: Registry,
): Promise<Pick<HostFigures, 'startMs' | 'startMemory'>> {
  const { runs, empties } = await startRuns(registry, process.execPath);
  const times = runs.map(({ ms }) => ms);
  return {
    startMs: {
      median: median(times),
      best: Math.min(...times),
      empty: median(empties.map(({ ms }) => ms)),
      runs: RUNS,
    },
    startMemory: median(runs.map(({ bytes }) => bytes)),
  };
}

/** The same for any Node, beside processes that do nothing. */
export async function startFigures(
  registry: Registry,
  node: string,
): Promise<StartFigures> {
  const { stdout } = await runFile(node, ['--version']);
  const { runs, empties } = await startRuns(registry, node);
  const of = (list: readonly ProcessFigures[]): ProcessFigures => ({
    ms: median(list.map(({ ms }) => ms)),
    cpuMs: median(list.map(({ cpuMs }) => cpuMs)),
    bytes: median(list.map(({ bytes }) => bytes)),
  });
  return { node: stdout.trim(), run: of(runs), empty: of(empties) };
}

async function startRuns(registry: Registry, node: string) {
  mkdirSync(projectPath('build/bench'), { recursive: true });
  writeFileSync(REQUEST_FILE, JSON.stringify(request()));
  writeFileSync(TELL_FILE, TELL);
  await runHost(node, [
    ...['--registry-mirror', registry.mirror],
    ...['--sigstore-trust-config', TRUST_FILE],
    ...['--record-host-capabilities-interactions', SESSION_FILE],
  ]);
  const replay = ['--replay-host-capabilities-interactions', SESSION_FILE];
  const tell = ['--require', TELL_FILE];
  // Fills V8's compile cache where Node has one.
  await runHost(node, replay, tell);
  const runs: ProcessFigures[] = [];
  const empties: ProcessFigures[] = [];
  for (let i = 0; i < RUNS; i++) {
    runs.push(await timed(() => runHost(node, replay, tell)));
    const empty = () => runFile(node, [...tell, '--eval', '0']);
    empties.push(await timed(async () => (await empty()).stderr));
  }
  return { runs, empties };
}

async function timed(run: () => Promise<string>): Promise<ProcessFigures> {
  const started = performance.now();
  const stderr = await run();
  const ms = performance.now() - started;
  const usage = JSON.parse(stderr) as NodeJS.ResourceUsage;
  return {
    ms,
    cpuMs: (usage.userCPUTime + usage.systemCPUTime) / 1000,
    bytes: usage.maxRSS * KIB_BYTES,
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? NaN;
}
