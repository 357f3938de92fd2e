// SPDX-License-Identifier: Apache-2.0
import { PolicyHostError } from '../errors.js';

const PREFIX = 'Callback evaluation failure: ';
const INDENT = '    ';

/**
 * The host error a guest gets when the work behind a call failed: the message,
 * then the causes as kwctl lists them. Only causes of this package's own class
 * are listed; those of libraries are for `--verbose`.
 *
 * @see docs/host-conformance.md, "Host calls"
 */
export function callbackFailure(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const causes = ownCauses(error);
  if (causes.length === 0) return PREFIX + message;
  const lines =
    causes.length === 1
      ? causes.map((text) => INDENT + text)
      : causes.map((text, i) => `${INDENT}${i}: ${text}`);
  return `${PREFIX}${message}\n\nCaused by:\n${lines.join('\n')}`;
}

function ownCauses(error: unknown): string[] {
  const causes: string[] = [];
  let cause = error instanceof Error ? error.cause : undefined;
  while (cause instanceof PolicyHostError) {
    causes.push(cause.message);
    cause = cause.cause;
  }
  return causes;
}
