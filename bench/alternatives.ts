// SPDX-License-Identifier: Apache-2.0
/**
 * Meters what else was tried: ways to skip and to copy, and the compiler's
 * options. Takes about a minute; docs/performance.md shows the figures.
 */
import { spawnSync } from 'node:child_process';
import { accepting } from './collect.js';
import { corpus } from './corpus.js';
import type { Case } from './corpus.js';
import { wireJson } from '../tests/support/json.js';
import type { Json } from '../tests/support/json.js';
import { meter, requirePython } from './meter.js';
import type { MeterResult } from './meter.js';
import {
  PROJECT,
  projectPath,
  writeProjectJson,
} from '../tests/support/project.js';
import { compile, fileBytes, lists } from './sdk.js';

const RESULTS_FILE = 'bench/alternatives.json';
const TIMES = 200;

/** Digits the module in assembly/alternatives.ts goes by; 0 does nothing. */
const WAYS = {
  skip: [
    ['1', 'byte by byte'],
    ['2', 'SIMD inside strings, bytes outside'],
    ['3', 'SIMD masks, 64 bytes a step (chosen)'],
  ],
  copy: [
    ['4', '`memory.copy`'],
    ['6', '16 bytes a step'],
    ['5', '80 bytes a step (chosen)'],
  ],
} as const;

/** What the compiler is told; the project's own way is the last. */
const OPTIONS = [
  '--optimizeLevel 3 --converge',
  '--optimizeLevel 3 --shrinkLevel 1 --converge',
  '--optimizeLevel 2 --shrinkLevel 2 --converge',
] as const;
const CHOSEN = 'binaryen for small code (`small-module`)';

/** Fuel and wall time a byte of one way. */
export interface Way {
  readonly task: string;
  readonly way: string;
  readonly fuelPerByte: number;
  readonly nanosecondsPerByte: number;
}

/** The policy built in one way. */
export interface Build {
  /** Options of `asc`, or what is done in their place. */
  readonly options: string;
  /** Whether the project builds so. */
  readonly chosen: boolean;
  readonly bytes: number;
  /** Geometric mean over the corpus, in times that of the first build. */
  readonly fuel: number;
}

/** The whole of alternatives.json. */
export interface Alternatives {
  readonly ways: readonly Way[];
  readonly builds: readonly Build[];
}

function document(way: string, data: Json): Case {
  const text = wireJson({ data }).slice('{'.length);
  return {
    name: way,
    operation: 'validate',
    payload: `{"way":${way},${text}`,
  };
}

function measureWays(python: string): Way[] {
  const path = compile('bench/assembly/alternatives.ts', 'alternatives');
  const tasks = [
    ...Object.entries(lists()).map(([name, data]) => ({
      task: `skip ${name}`,
      data,
      ways: WAYS.skip,
    })),
    { task: 'copy', data: lists()['long strings'] ?? null, ways: WAYS.copy },
  ];
  return tasks.flatMap(({ task, data, ways }) => {
    const cases = ['0', ...ways.map(([digit]) => digit)].map((digit) =>
      accepting(document(digit, data)),
    );
    const repeats = cases.map((one) => ({ case: one, times: TIMES }));
    const [result] = meter(python, [{ path, cases, repeats }]);
    return ways.map(([, way], at) => perByte(task, way, result, at + 1));
  });
}

function perByte(
  task: string,
  way: string,
  result: MeterResult | undefined,
  at: number,
): Way {
  const [none, one] = [result?.cases[0], result?.cases[at]];
  const [idle, busy] = [result?.repeats[0], result?.repeats[at]];
  if (!none?.ok || !one?.ok || !idle || !busy) {
    throw new Error(`${task}, ${way}: ${one?.response ?? 'no result'}`);
  }
  const seconds = busy.secondsPerCall - idle.secondsPerCall;
  return {
    task,
    way,
    fuelPerByte: (one.fuelAgain - none.fuelAgain) / one.requestBytes,
    nanosecondsPerByte: (seconds / one.requestBytes) * 1e9,
  };
}

function buildPolicy(name: string, options: string): string {
  const target = `build/bench/${name}.wasm`;
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      projectPath('node_modules/assemblyscript/bin/asc.js'),
      ...['--config', projectPath('asconfig.json'), '--outFile', target],
      ...(options === CHOSEN
        ? ['--target', 'release']
        : ['--target', 'plain', ...options.split(' ')]),
    ],
    { cwd: PROJECT, encoding: 'utf8' },
  );
  if (status !== 0)
    throw new Error(`cannot compile the policy: ${stderr.slice(0, 300)}`);
  return projectPath(target);
}

function measureBuilds(python: string): Build[] {
  const cases = corpus().map(accepting);
  const all = [...OPTIONS, CHOSEN];
  const paths = all.map((options, at) => buildPolicy(`policy-${at}`, options));
  const results = meter(
    python,
    paths.map((path) => ({ path, cases })),
  );
  const fuels = results.map((result) => result.cases.map(({ fuel }) => fuel));
  return all.map((options, at) => {
    const logs = (fuels[at] ?? []).map((fuel, index) =>
      Math.log(fuel / (fuels[0]?.[index] ?? NaN)),
    );
    const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
    return {
      options,
      chosen: options === CHOSEN,
      bytes: fileBytes(paths[at] ?? ''),
      fuel: Math.exp(mean),
    };
  });
}

const python = requirePython();
const alternatives: Alternatives = {
  ways: measureWays(python),
  builds: measureBuilds(python),
};
writeProjectJson(RESULTS_FILE, alternatives);
console.table(alternatives.ways);
console.table(alternatives.builds);
