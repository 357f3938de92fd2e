// SPDX-License-Identifier: Apache-2.0
import pc from 'picocolors';
import type { LogEvent, LogLevel } from '../wapc/log-event.js';
import { printable } from '../report/printable.js';
import type { CliIo } from './io.js';

const QUIET: readonly LogLevel[] = ['trace', 'debug'];

/** How the log is shown. */
export interface LogStyle {
  /** Shows debug and trace as well. */
  readonly verbose: boolean;
  readonly color: boolean;
}

/** A log that writes one line an event to standard error. */
export function logLines(
  io: CliIo,
  style: LogStyle,
): (event: LogEvent) => void {
  const colors = pc.createColors(style.color);
  const paint: Record<LogLevel, (text: string) => string> = {
    trace: colors.dim,
    debug: colors.blue,
    info: colors.green,
    warning: colors.yellow,
    error: colors.red,
  };
  return ({ level, target, message, data }) => {
    if (!style.verbose && QUIET.includes(level)) return;
    const name = level === 'warning' ? 'WARN' : level.toUpperCase();
    const text = target === 'console' ? `Guest module: ${message}` : message;
    const fields = data === undefined ? '' : ` data=${data}`;
    io.err(`${paint[level](name)} ${target}: ${printable(text + fields)}\n`);
  };
}
