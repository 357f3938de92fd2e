// SPDX-License-Identifier: Apache-2.0
import { JsonNumber, isObject } from '../json/value.js';
import type { JsonValue } from '../json/value.js';

/**
 * YAML text in the very style of kwctl's session files (Rust's serde_yaml):
 * lists not indented under their key, block literals for texts of several
 * lines, single quotes only where a plain scalar would mean something else.
 * Equal requests therefore have equal texts, which makes replaying cheap.
 *
 * @returns text that ends with a line feed
 */
export function toYaml(value: JsonValue): string {
  return isEmbedded(value)
    ? `${scalar(value, '  ')}\n`
    : `${block(value, '').join('\n')}\n`;
}

/** Values that stand on the line of their key. */
function isEmbedded(value: JsonValue): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return !isObject(value) || value.size === 0;
}

/** The lines of a list or mapping that is not empty, indented by `indent`. */
function block(value: JsonValue, indent: string): string[] {
  if (Array.isArray(value)) {
    return value.flatMap((item) => listItem(item, indent));
  }
  if (!isObject(value)) return [];
  return [...value].flatMap(([key, member]) => {
    const name = `${indent}${scalar(key, `${indent}  `)}:`;
    if (isEmbedded(member)) return [`${name} ${scalar(member, `${indent}  `)}`];
    const inner = Array.isArray(member) ? indent : `${indent}  `;
    return [name, ...block(member, inner)];
  });
}

function listItem(item: JsonValue, indent: string): string[] {
  const inner = `${indent}  `;
  if (isEmbedded(item)) return [`${indent}- ${scalar(item, inner)}`];
  const [first = '', ...rest] = block(item, inner);
  return [`${indent}- ${first.slice(inner.length)}`, ...rest];
}

/** `indent` is that of the lines of a block literal. */
function scalar(value: JsonValue, indent: string): string {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return String(value);
  if (value instanceof JsonNumber) return value.text;
  if (Array.isArray(value)) return '[]';
  if (isObject(value)) return '{}';
  if (!isPrintable(value) || /[ \t]\n/.test(value)) return doubleQuoted(value);
  if (value.includes('\n')) return literal(value, indent);
  return isPlain(value) ? value : `'${value.replaceAll("'", "''")}'`;
}

function literal(text: string, indent: string): string {
  const body = text.replace(/\n+$/, '');
  const end = text.length - body.length;
  if (body === '') return doubleQuoted(text);
  const chomp = end === 0 ? '-' : end === 1 ? '' : '+';
  const hint = /^[ \n]/.test(text) ? '2' : '';
  const lines = text
    .slice(0, text.length - Math.min(end, 1))
    .split('\n')
    .map((line) => (line === '' ? '' : indent + line));
  return [`|${hint}${chomp}`, ...lines].join('\n');
}

// JSON's escapes are a subset of YAML's.
function doubleQuoted(text: string): string {
  return JSON.stringify(text);
}

function isPrintable(text: string): boolean {
  // eslint-disable-next-line no-control-regex
  return !/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff]/.test(
    text,
  );
}

const AMBIGUOUS =
  /^(?:~|null|true|false|[-+]?\.inf|\.nan|[-+]?0[xob][0-9a-f]+|[-+]?[0-9][0-9_]*|[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[-+]?[0-9]+)?)$/i;

function isPlain(text: string): boolean {
  return !(
    text === '' ||
    AMBIGUOUS.test(text) ||
    /^[\s#,[\]{}&*!|>'"%@`]/.test(text) ||
    /^[-?:](?:\s|$)/.test(text) ||
    /^(?:---|\.\.\.)/.test(text) ||
    /:(?:\s|$)/.test(text) ||
    /\s#/.test(text) ||
    /\s$/.test(text) ||
    text.includes('\t')
  );
}
