// SPDX-License-Identifier: Apache-2.0
import type { Text } from './fields.js';
import type { Findings } from './findings.js';

/**
 * Patterns for images without signatures. They are matched on the canonical
 * name alone, so one without a registry would match nothing.
 */
export function excludable(
  patterns: readonly Text[],
  findings: Findings,
): string[] {
  for (const { value, line } of patterns) {
    const [registry = '', ...rest] = value.split('/');
    if (rest.length > 0 ? /[.:*]|^localhost$/.test(registry) : registry === '*')
      continue;
    findings.refuse(
      line,
      `${value}: write the canonical name, such as docker.io/library/nginx:*`,
    );
  }
  return patterns.map(({ value }) => value);
}

/** Whether some text matches both of two patterns with `*` and `?`. */
export function overlap(one: string, other: string): boolean {
  // Whether what is behind the n-th character of `other` overlaps with what is
  // left of `one`, from the last character of `one` on.
  let behind = suffixes(other);
  for (let i = one.length - 1; i >= 0; i--) {
    const star = one[i] === '*';
    const row = new Array<boolean>(other.length + 1).fill(false);
    row[other.length] = star && behind[other.length] === true;
    for (let j = other.length - 1; j >= 0; j--) {
      const skip = behind[j] === true || row[j + 1] === true;
      if (star || other[j] === '*') row[j] = skip || behind[j + 1] === true;
      else row[j] = sameCharacter(one[i], other[j]) && behind[j + 1] === true;
    }
    behind = row;
  }
  return behind[0] === true;
}

/** For the empty pattern: it overlaps with stars alone. */
function suffixes(pattern: string): boolean[] {
  return [...pattern, ''].map((_, at) => /^\**$/.test(pattern.slice(at)));
}

function sameCharacter(one?: string, other?: string): boolean {
  return one === other || one === '?' || other === '?';
}
