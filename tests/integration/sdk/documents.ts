// SPDX-License-Identifier: Apache-2.0

/** JSON texts, good and broken; the same ones in every run. */
import { Random } from './random.js';

const STRINGS = [
  '',
  'a',
  'é',
  '😀',
  '\u2028',
  'x'.repeat(15),
  'x'.repeat(16),
  'x'.repeat(63),
  'x'.repeat(64),
  `${'y'.repeat(130)}"`,
  '"',
  '\\',
  '\n\t\r\b\f\u0000\u001f\u007f',
  ']}',
  '{["',
  '//',
] as const;
const ESCAPES = [
  '\\u0041',
  '\\u00e9',
  '\\ud83d\\ude00',
  '\\/',
  '\\"',
  '\\\\',
  '\\n',
] as const;
const NUMBERS = [
  '0',
  '-0',
  '1',
  '-12.5',
  '1e3',
  '1E+3',
  '0.001e-7',
  '9007199254740993',
  '123456789012345678901234567890',
] as const;
const WHITESPACE = ['', '', '', ' ', '\n  ', '\t', '\r\n', ' '.repeat(70)];
const SPLINTERS = [
  ...['{', '}', '[', ']', ',', ':', '"', '\\', ' ', '\n', '0', '-', '.', 'e'],
  ...['\\u', '\\ud800', '\\udc00', 'null', 'true', 'nul', '\u0000', '\ufeff'],
  ...["'", '/', '1', '""', '\\"', '\\\\', 'é', '[[', ']]', '{}', '\t', 'x'],
] as const;

function string(random: Random): string {
  const plain = JSON.stringify(random.pick(STRINGS));
  if (random.below(3) > 0) return plain;
  return `"${random.pick(ESCAPES)}${plain.slice(1, -1)}${random.pick(ESCAPES)}"`;
}

function value(random: Random, depth: number): string {
  const space = (): string => random.pick(WHITESPACE);
  const kind = random.below(depth > 5 ? 5 : 9);
  if (kind === 0) return random.pick(NUMBERS);
  if (kind === 1) return random.pick(['true', 'false', 'null']);
  if (kind < 5) return string(random);
  const items = Array.from({ length: random.below(5) }, () => {
    const item = `${space()}${value(random, depth + 1)}${space()}`;
    if (kind < 7) return item;
    return `${space()}${string(random)}${space()}:${item}`;
  });
  const inside = items.length === 0 ? space() : items.join(',');
  return kind < 7 ? `[${inside}]` : `{${inside}}`;
}

function document(random: Random): string {
  const space = random.pick(WHITESPACE);
  return `${space}${value(random, 0)}${random.pick(WHITESPACE)}`;
}

/** `count` texts that are JSON. */
export function* documents(count: number): Generator<string> {
  const random = new Random(1);
  for (let i = 0; i < count; i++) yield document(random);
}

/** `count` texts of which most are JSON no more. */
export function* mutations(count: number): Generator<string> {
  const random = new Random(2);
  for (let i = 0; i < count; i++) {
    let text = document(random);
    for (let changes = 1 + random.below(2); changes > 0; changes--) {
      const at = random.below(text.length + 1);
      const cut = random.below(4) === 0 ? random.below(4) : random.below(2);
      const inserted = random.below(3) === 0 ? '' : random.pick(SPLINTERS);
      text = text.slice(0, at) + inserted + text.slice(at + cut);
    }
    yield Buffer.from(text).toString();
  }
}
