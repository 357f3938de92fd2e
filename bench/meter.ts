// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import type { Answers } from './answers.js';
import type { Case } from './corpus.js';
import { projectPath } from '../tests/support/project.js';

const TIME_LIMIT_MS = 150_000;
const MAX_OUTPUT_BYTES = 1 << 26;

/** A call with what the host answers to it. */
export interface MeteredCase extends Case {
  readonly answers: Answers;
}

/** What is to be metered of one module. */
export interface MeterJob {
  /** Absolute path of the module. */
  readonly path: string;
  readonly cases: readonly MeteredCase[];
  readonly repeats?: readonly {
    readonly case: MeteredCase;
    readonly times: number;
  }[];
}

/** One case; sizes in bytes, fuel as wasmtime counts it. */
export interface CaseResult {
  readonly name: string;
  /** Both calls succeeded with the same response. */
  readonly ok: boolean;
  readonly requestBytes: number;
  readonly responseBytes: number;
  /** The first 400 bytes. */
  readonly response: string;
  readonly fuel: number;
  /** Of a second call on the same instance. */
  readonly fuelAgain: number;
  /** Linear memory after both calls. */
  readonly memoryBytes: number;
  /** Linear memory before the first. */
  readonly startBytes: number;
  readonly startFuel: number;
  /** By `namespace/operation`, log events left out. */
  readonly hostCalls: Readonly<Record<string, number>>;
}

/** Many calls on one instance. */
export interface RepeatResult {
  readonly calls: number;
  readonly succeeded: number;
  readonly replyBytes: number;
  readonly fuelFirst: number;
  readonly fuelSecond: number;
  readonly fuelLast: number;
  readonly memoryEarly: number;
  readonly memoryLast: number;
  /** Wall time in the best tenth of the calls. */
  readonly secondsPerCall: number;
}

/** The results of one job. */
export interface MeterResult {
  readonly cases: readonly CaseResult[];
  readonly repeats: readonly RepeatResult[];
}

/**
 * A Python that has wasmtime: the project's own, or that on PATH.
 *
 * @returns its path, or undefined when there is none
 */
export function findPython(): string | undefined {
  const candidates = [projectPath('.venv/bin/python'), 'python3', 'python'];
  return candidates.find(
    (python) =>
      spawnSync(python, ['-c', 'import wasmtime'], { stdio: 'ignore' })
        .status === 0,
  );
}

/**
 * As `findPython`, for programs that cannot do without.
 *
 * @throws Error that says how to get one
 */
export function requirePython(): string {
  const python = findPython();
  if (python !== undefined) return python;
  throw new Error(
    'fuel is counted by wasmtime: python3 -m venv .venv && .venv/bin/pip install -r bench/requirements.txt',
  );
}

/**
 * Meters modules in wasmtime.
 *
 * @throws Error with what the meter printed when it fails
 */
export function meter(
  python: string,
  jobs: readonly MeterJob[],
): readonly MeterResult[] {
  const { status, stdout, stderr, error } = spawnSync(
    python,
    [projectPath('bench/meter.py')],
    {
      input: JSON.stringify(jobs),
      encoding: 'utf8',
      maxBuffer: MAX_OUTPUT_BYTES,
      timeout: TIME_LIMIT_MS,
    },
  );
  if (status !== 0) {
    throw new Error(`the meter failed: ${error?.message ?? stderr}`);
  }
  return JSON.parse(stdout) as MeterResult[];
}
