// SPDX-License-Identifier: Apache-2.0
import { Command, CommanderError } from 'commander';
import { registerCommands } from './commands.js';
import type { CliIo } from './io.js';
import { EXIT, reportError } from './report-error.js';
import { packageVersion } from './version.js';

/**
 * The command line: parses, runs, reports.
 *
 * @param args without the names of interpreter and script
 * @returns the exit code: 0 also for rejected requests, 1 for errors, 2 for
 *   wrong arguments
 */
export async function main(
  args: readonly string[],
  io: CliIo,
): Promise<number> {
  const program = new Command('policy-host')
    .description('Runs Kubewarden waPC policies as kwctl does')
    .version(packageVersion(), '-V, --version')
    .option('-v, --verbose', 'show debug logs and the causes of errors')
    .option('--no-color', 'no colours, even on a terminal')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.out(text),
      writeErr: (text) => io.err(text),
    });
  let code: number = EXIT.ok;
  const exitWith = (wanted: number) => (code = wanted);
  await registerCommands({ program, args, io, exitWith });
  for (const command of program.commands) {
    command.exitOverride().copyInheritedSettings(program);
  }
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) {
      return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    }
    reportError(error, program.opts<{ verbose?: true }>().verbose === true, io);
    return EXIT.error;
  }
}
