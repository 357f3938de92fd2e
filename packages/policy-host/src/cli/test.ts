// SPDX-License-Identifier: Apache-2.0
import { Option } from 'commander';
import pc from 'picocolors';
import { PolicyHostError } from '../errors.js';
import { junitXml } from '../report/junit.js';
import { printable } from '../report/printable.js';
import { readTestFile } from '../suites/read-test-file.js';
import { runTests } from '../suites/run-tests.js';
import type { CaseResult, TestFile } from '../suites/types.js';
import { DEFAULT_LIMITS } from '../wapc/limits.js';
import type { CliIo } from './io.js';
import { logLines } from './log-lines.js';
import type { Registration } from './registration.js';
import { addRegistryOptions } from './registry-options.js';
import type { RegistryFlags } from './registry-options.js';
import { EXIT, reportError } from './report-error.js';
import { addLimitFlags, memoryLimitBytes, timeoutMs } from './limit-options.js';
import type { LimitFlags } from './limit-options.js';
import { TestPolicies } from './test-policies.js';

interface TestFlags extends RegistryFlags, LimitFlags {
  readonly output: 'text' | 'junit';
  readonly watch?: true;
}

interface GlobalFlags {
  readonly verbose?: true;
  readonly color: boolean;
}

/** Adds `test`: cases in files, evaluated and compared. */
export function registerTest({ program, io, exitWith }: Registration): void {
  const command = program
    .command('test')
    .description('run tests of policies that stand in files')
    .argument('<files...>', 'YAML files of tests')
    .addOption(
      new Option('-o, --output <format>', 'form of the results')
        .choices(['text', 'junit'])
        .default('text'),
    )
    .option('-w, --watch', 'run again whenever a file of the tests changes');
  addLimitFlags(addRegistryOptions(command)).action(
    async (paths: string[], flags: TestFlags) => {
      const setup = { flags, globals: program.opts<GlobalFlags>(), io };
      if (flags.watch === true) return watchTests(paths, setup);
      const { failed } = await testAll(paths, setup);
      if (failed > 0) exitWith(EXIT.error);
    },
  );
}

interface Setup {
  readonly flags: TestFlags;
  readonly globals: GlobalFlags;
  readonly io: CliIo;
}

/** Runs everything, again and again until the program is ended. */
async function watchTests(
  paths: readonly string[],
  setup: Setup,
): Promise<void> {
  const { watchFiles } = await import('../suites/watch-files.js');
  const run = async (): Promise<readonly string[]> => {
    try {
      return (await testAll(paths, setup)).files;
    } catch (cause) {
      if (!(cause instanceof PolicyHostError)) throw cause;
      reportError(cause, setup.globals.verbose === true, setup.io);
      return paths;
    }
  };
  await watchFiles(run, () => setup.io.err('\nWaiting for changes\n'));
}

/** Runs all files once. */
async function testAll(
  paths: readonly string[],
  { flags, globals, io }: Setup,
): Promise<{ failed: number; files: readonly string[] }> {
  const color = globals.color && !io.noColor;
  const log = logLines(io, {
    verbose: globals.verbose === true,
    color: color && io.errIsTerminal,
  });
  const warn = (message: string) =>
    log({ level: 'warning', target: 'host', message });
  // What policies log is for those who look for it.
  const policyLog = globals.verbose === true ? log : () => undefined;
  const limits = {
    ...DEFAULT_LIMITS,
    timeoutMs: timeoutMs(flags),
    maxMemoryBytes: memoryLimitBytes(flags),
  };
  const policies = new TestPolicies(flags, limits, policyLog, warn);
  const text = flags.output === 'text';
  const print = linePrinter(color && io.outIsTerminal);
  const results: CaseResult[] = [];
  const files: TestFile[] = [];
  try {
    for (const path of paths) files.push(await readTestFile(path, warn));
    for (const file of files) {
      if (text) io.out(`${printable(file.path)}\n`);
      for await (const result of runTests(file, policies.load, warn)) {
        results.push(result);
        if (text) io.out(print(result));
      }
    }
  } finally {
    await policies.close();
  }
  io.out(text ? summary(results) : junit(results));
  return { failed: count(results, 'failed'), files: files.flatMap(filesOf) };
}

const MARKS = { ok: 'ok  ', failed: 'FAIL', skipped: 'skip' } as const;

/** One line a case; below a failure what differs. */
function linePrinter(color: boolean): (result: CaseResult) => string {
  const colors = pc.createColors(color);
  const paint = {
    ok: colors.green,
    failed: colors.red,
    skipped: colors.yellow,
  };
  const paintLine = (line: string): string => {
    if (line.startsWith('- ')) return colors.red(line);
    return line.startsWith('+ ') ? colors.green(line) : line;
  };
  return ({ state, name, reason }) => {
    const head = `  ${paint[state](MARKS[state])} ${printable(name)}`;
    if (reason === undefined) return `${head}\n`;
    if (state === 'skipped') return `${head}: ${printable(reason)}\n`;
    const lines = printable(reason).split('\n').map(paintLine);
    return `${head}\n${lines.map((line) => `       ${line}\n`).join('')}`;
  };
}

function summary(results: readonly CaseResult[]): string {
  const [ok, failed, skipped] = [
    count(results, 'ok'),
    count(results, 'failed'),
    count(results, 'skipped'),
  ];
  return `\n${results.length} tests: ${ok} ok, ${failed} failed, ${skipped} skipped\n`;
}

function count(
  results: readonly CaseResult[],
  wanted: CaseResult['state'],
): number {
  return results.filter(({ state }) => state === wanted).length;
}

function junit(results: readonly CaseResult[]): string {
  return junitXml(
    results.map(({ file, name, milliseconds, state, reason }) => ({
      suite: file,
      name,
      milliseconds,
      failure: state === 'failed' ? (reason ?? 'failed') : undefined,
      skipped: state === 'skipped' ? (reason ?? 'skipped') : undefined,
    })),
  );
}

/** Every file that a file of tests reads, itself among them. */
function filesOf({ path, cases }: TestFile): string[] {
  const named = cases.flatMap((test) => [
    test.policy,
    test.module,
    test.settings,
    test.host.session,
    test.resource,
    test.old,
  ]);
  const isFile = (value: unknown): value is string =>
    typeof value === 'string' && !value.includes('://');
  return [path, ...named.filter(isFile)];
}
