// SPDX-License-Identifier: Apache-2.0
import type { Exchange, RecordedResponse } from './exchange.js';

/**
 * Reads a session that is written in the very style of kwctl, without a YAML
 * reader. Sessions hold tens of thousands of lines of byte values, and a YAML
 * reader would be half of the start-up time of a replayed run.
 *
 * The caller checks the result by writing it again, so this reader may be
 * simple: whatever it does not know it gives up on.
 *
 * @returns undefined for any other style
 */
export function readSessionStyle(text: string): Exchange[] | undefined {
  const lines = text.split('\n');
  const exchanges: Exchange[] = [];
  let at = 0;
  while (at < lines.length - 1) {
    if (lines[at] !== '- type: Exchange') return undefined;
    if (lines[at + 1] !== '  request: |') return undefined;
    const end = lines.indexOf('  response:', at);
    if (end < 0) return undefined;
    const request = literal(lines.slice(at + 2, end), 4);
    const [response, next] = readResponse(lines, end + 1);
    if (response === undefined) return undefined;
    exchanges.push({ request, response });
    at = next;
  }
  return exchanges;
}

/** The answer that begins at a line, and the line after it. */
function readResponse(
  lines: readonly string[],
  at: number,
): [RecordedResponse | undefined, number] {
  const value = lines[at + 1] ?? '';
  if (lines[at] === '    type: Success') {
    const quoted = /^ {4}payload: '(.*)'$/.exec(value)?.[1];
    if (quoted === undefined) return [undefined, at];
    const payload = quoted.replaceAll("''", "'");
    return [{ kind: 'success', payload }, at + 2];
  }
  const found = /^ {4}message: (?:(\|-?)|([^|'"].*))$/.exec(value);
  if (lines[at] !== '    type: Error' || found === null) return [undefined, at];
  const [, style, plain] = found;
  if (plain !== undefined) return [{ kind: 'error', message: plain }, at + 2];
  let end = at + 2;
  while (/^(?: {6}|$)/.test(lines[end] ?? '-') && end < lines.length - 1) end++;
  const message = literal(lines.slice(at + 2, end), 6);
  return [
    {
      kind: 'error',
      message: style === '|' ? message : message.slice(0, -1),
    },
    end,
  ];
}

/** Lines of a block literal without their indentation. */
function literal(lines: readonly string[], indent: number): string {
  return lines.map((line) => `${line.slice(indent)}\n`).join('');
}
