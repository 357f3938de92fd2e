// SPDX-License-Identifier: Apache-2.0
import { isDeepStrictEqual } from 'node:util';
import { diffLines } from 'diff';
import { stringify } from 'yaml';
import type { Expectation, Outcome } from './types.js';

/**
 * How an outcome differs from what is expected: lines that begin with `-` are
 * expected, with `+` found, with two spaces both. Undefined when all is well.
 */
export function differenceOf(
  expected: Expectation,
  found: Outcome,
): string | undefined {
  const left: Record<string, unknown> = { verdict: expected.verdict };
  const right: Record<string, unknown> = { verdict: found.verdict };
  const compare = (
    key: string,
    wanted: unknown,
    got: unknown,
    fits: boolean,
  ) => {
    left[key] = fits ? got : wanted;
    right[key] = got;
  };
  const { message, code, images, patch } = expected;
  if (message !== undefined) {
    const fits = messageFits(message, found.message);
    compare('message', wantedMessage(message), found.message ?? null, fits);
  } else if (
    expected.verdict !== found.verdict &&
    found.message !== undefined
  ) {
    right['message'] = found.message;
  }
  if (code !== undefined) {
    compare('code', code, found.code ?? null, code === found.code);
  }
  for (const [key, wanted, got] of [
    ['images', images, found.images],
    ['patch', patch, found.patch],
  ] as const) {
    if (wanted === undefined) continue;
    compare(key, wanted, got ?? null, isDeepStrictEqual(wanted, got));
  }
  return isDeepStrictEqual(left, right) ? undefined : diff(left, right);
}

function messageFits(
  wanted: NonNullable<Expectation['message']>,
  message = '',
): boolean {
  return typeof wanted === 'string'
    ? message.includes(wanted)
    : new RegExp(wanted.matches, 's').test(message);
}

function wantedMessage(wanted: NonNullable<Expectation['message']>): unknown {
  return typeof wanted === 'string' ? { contains: wanted } : wanted;
}

function diff(expected: object, found: object): string {
  const text = (value: object) =>
    stringify(value, { lineWidth: 0, version: '1.1' });
  return diffLines(text(expected), text(found))
    .flatMap(({ value, added, removed }) => {
      const mark = added ? '+ ' : removed ? '- ' : '  ';
      return value
        .trimEnd()
        .split('\n')
        .map((line) => mark + line);
    })
    .join('\n');
}
