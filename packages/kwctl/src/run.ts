// SPDX-License-Identifier: Apache-2.0

import { spawn, type ChildProcess } from 'node:child_process';
import { KwctlError, rootMessage } from './errors.js';

/** How a process ended: its exit code, or the signal that ended it. */
export type Outcome =
  | { readonly kind: 'exit'; readonly code: number }
  | { readonly kind: 'signal'; readonly signal: NodeJS.Signals };

const FORWARDED: readonly NodeJS.Signals[] =
  process.platform === 'win32'
    ? ['SIGINT', 'SIGTERM', 'SIGBREAK']
    : ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2', 'SIGCONT'];

/**
 * Runs kwctl on this process's own standard streams and waits for its end.
 * Signals that reach this process are handed on instead of ending it, so that
 * kwctl decides what they mean.
 *
 * @throws KwctlError `RUN` when the binary cannot be started
 */
export async function run(
  binary: string,
  args: readonly string[],
): Promise<Outcome> {
  let child: ChildProcess | undefined;
  const forward = (signal: NodeJS.Signals): void => {
    child?.kill(signal);
  };
  // Before the start: a signal that came in between would leave kwctl alone.
  for (const signal of FORWARDED) process.on(signal, forward);
  try {
    const started = spawn(binary, args, { stdio: 'inherit' });
    child = started;
    return await new Promise<Outcome>((resolve, reject) => {
      started.once('error', reject);
      started.once('exit', (code, signal) => {
        if (signal !== null) resolve({ kind: 'signal', signal });
        else resolve({ kind: 'exit', code: code ?? 1 });
      });
    });
  } catch (error) {
    throw new KwctlError(
      'RUN',
      `cannot start ${binary}: ${rootMessage(error)}`,
      error,
    );
  } finally {
    for (const signal of FORWARDED) process.off(signal, forward);
  }
}
