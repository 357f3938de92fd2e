// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { overlap } from '../../src/migrate/patterns.js';

const CASES: readonly (readonly [string, string, boolean])[] = [
  ['', '', true],
  ['a', '', false],
  ['*', '', true],
  ['a', 'a', true],
  ['a', 'b', false],
  ['?', 'b', true],
  ['?', '', false],
  ['?', '*', true],
  ['a*', '*b', true],
  ['a*', 'b*', false],
  ['a*c', 'ab', false],
  ['a*c', 'a?c', true],
  ['*a*', '*b*', true],
  ['docker.io/acme/*', 'docker.io/acme/shop:*', true],
  ['docker.io/acme/*', 'docker.io/rival/*', false],
  ['registry.example.org/*', '*/lab/*', true],
];

/** Whether a pattern matches a text. */
function matches(pattern: string, text: string): boolean {
  const source = pattern.replace(/[.]/g, '\\.').replace(/\*/g, '.*');
  return new RegExp(`^${source.replace(/\?/g, '.')}$`).test(text);
}

it('patterns overlap when some text matches both', () => {
  for (const [one, other, expected] of CASES) {
    assert.equal(overlap(one, other), expected, `${one} ${other}`);
    assert.equal(overlap(other, one), expected, `${other} ${one}`);
  }
});

it('patterns that one of all short texts matches overlap', () => {
  const alphabet = ['a', 'b', '*', '?'];
  let patterns = [''];
  let texts = [''];
  for (let length = 0; length < 3; length++) {
    patterns = patterns.flatMap((p) => [p, ...alphabet.map((c) => p + c)]);
    texts = texts.flatMap((t) => [t, `${t}a`, `${t}b`]);
  }
  for (let length = 3; length < 6; length++)
    texts = texts.flatMap((t) => [t, `${t}a`, `${t}b`]);
  const all = [...new Set(texts)];
  const lists = [...new Set(patterns)].map(
    (pattern) =>
      [pattern, new Set(all.filter((text) => matches(pattern, text)))] as const,
  );
  for (const [one, set] of lists) {
    for (const [other, rest] of lists) {
      const found = [...set].some((text) => rest.has(text));
      assert.equal(overlap(one, other), found, `${one} ${other}`);
    }
  }
});
