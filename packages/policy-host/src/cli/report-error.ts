// SPDX-License-Identifier: Apache-2.0
import { printable } from '../report/printable.js';
import type { CliIo } from './io.js';

/** Exit codes of kwctl. @see docs/host-conformance.md, "Command line of `run`" */
export const EXIT = { ok: 0, error: 1, usage: 2 } as const;

/** One line for people; with `verbose` every cause and the stack below it. */
export function reportError(error: unknown, verbose: boolean, io: CliIo): void {
  const message = error instanceof Error ? error.message : String(error);
  io.err(`Error: ${printable(message)}\n`);
  if (!verbose) return;
  let cause = error instanceof Error ? error.cause : undefined;
  while (cause instanceof Error) {
    io.err(`Caused by: ${printable(cause.stack ?? cause.message)}\n`);
    cause = cause.cause;
  }
}
