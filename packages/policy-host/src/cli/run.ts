// SPDX-License-Identifier: Apache-2.0
import type { Result } from '../report/results.js';
import { responseOf } from '../report/results.js';
import { evaluatePolicies } from './evaluate-policies.js';
import type { GlobalFlags } from './evaluate-policies.js';
import { printResults } from './print-results.js';
import type { Registration } from './registration.js';
import { EXIT } from './report-error.js';
import { requireOnce } from './require-once.js';
import { addRunFlags } from './run-options.js';
import type { RunFlags } from './run-options.js';

/** Adds `run`. @see docs/host-conformance.md, "Command line of `run`" */
export function registerRun(registration: Registration): void {
  const { program, io, exitWith } = registration;
  const command = program
    .command('run')
    .description('evaluate requests with a policy')
    .argument(
      '<policy>',
      'module (path, file://, registry://, https://) or YAML with policies',
    );
  addRunFlags(command).action(async (policy: string, flags: RunFlags) => {
    requireOnce('--allowed-host-capabilities', registration);
    const globals = program.opts<GlobalFlags>();
    const evaluated = await evaluatePolicies(policy, flags, io, globals);
    const results = evaluated.flatMap((one) => one.results);
    const { output, names = false } = flags;
    const color = globals.color && !io.noColor;
    await printResults(results, { output, names, color }, io);
    const rejected = (result: Result) => !responseOf(result).allowed;
    if (flags.exitCode === true && results.some(rejected)) exitWith(EXIT.error);
  });
}
