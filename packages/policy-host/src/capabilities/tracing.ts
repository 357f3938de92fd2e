// SPDX-License-Identifier: Apache-2.0
import { asString, Fields } from '../json/serde.js';
import { stringify } from '../json/stringify.js';
import type { JsonValue } from '../json/value.js';
import { parsePayload, unknownVariant } from './payload.js';
import type { LogEvent, LogLevel } from '../wapc/log-event.js';

const LEVELS: readonly LogLevel[] = [
  'trace',
  'debug',
  'info',
  'warning',
  'error',
];

/**
 * Decodes `tracing` `log`. A malformed event is reported as an event itself:
 * the guest always succeeds in logging.
 */
export function decodeLogEvent(payload: Uint8Array): LogEvent {
  try {
    const value = parsePayload(payload);
    const fields = Fields.of(value, 'CAPABILITY');
    const level = readLevel(fields.string('level'));
    const rest = new Map(value as Map<string, JsonValue>);
    const message = rest.get('message') ?? null;
    rest.delete('level');
    rest.delete('message');
    return {
      level,
      target: 'policy_log',
      message: message === null ? '' : asString(message, 'CAPABILITY'),
      data: stringify(rest),
    };
  } catch (cause) {
    const text = cause instanceof Error ? cause.message : String(cause);
    return {
      level: 'error',
      target: 'host',
      message: `Cannot log event: ${text}`,
    };
  }
}

function readLevel(text: string): LogLevel {
  const level = LEVELS.find((known) => known === text.toLowerCase());
  if (level !== undefined) return level;
  throw unknownVariant(text, LEVELS);
}
