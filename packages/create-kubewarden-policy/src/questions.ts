// SPDX-License-Identifier: Apache-2.0
import { createInterface } from 'node:readline/promises';
import type { Readable, Writable } from 'node:stream';

/** Where questions are asked. */
export interface Terminal {
  readonly stdin: Readable & { readonly isTTY?: boolean | undefined };
  readonly stdout: Writable;
}

/**
 * Asks one question; an empty answer, or no terminal to ask on, gives the
 * fallback.
 */
export async function ask(
  terminal: Terminal,
  question: string,
  fallback: string,
): Promise<string> {
  if (terminal.stdin.isTTY !== true) return fallback;
  const lines = createInterface({
    input: terminal.stdin,
    output: terminal.stdout,
  });
  try {
    const hint = fallback === '' ? '' : ` (${fallback})`;
    const answer = await lines.question(`${question}${hint}: `);
    return answer.trim() === '' ? fallback : answer.trim();
  } finally {
    lines.close();
  }
}
