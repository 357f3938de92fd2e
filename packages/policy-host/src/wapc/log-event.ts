// SPDX-License-Identifier: Apache-2.0

/** Levels of a log event, least important first. */
export type LogLevel = 'trace' | 'debug' | 'info' | 'warning' | 'error';

/** A log event of the policy, or the host's own remark about one. */
export interface LogEvent {
  readonly level: LogLevel;
  /** `policy_log` for structured events, `console` for `__console_log`. */
  readonly target: 'policy_log' | 'console' | 'host';
  readonly message: string;
  /** The event's other fields as compact JSON with sorted keys. */
  readonly data?: string;
}
