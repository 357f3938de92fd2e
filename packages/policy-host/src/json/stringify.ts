// SPDX-License-Identifier: Apache-2.0
import { floatText } from './number.js';
import { JsonNumber, isObject, sortedKeys } from './value.js';
import type { JsonValue } from './value.js';

/** Whether members stand sorted by key, or as they were put into the map. */
export type KeyOrder = 'sorted' | 'kept';

/** What stands in JSON as it is. */
const PLAIN = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;

/** A string as `JSON.stringify` writes it, which begins slowly. */
function quote(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);
}

/** JSON text without white space. */
export function stringify(
  value: JsonValue,
  order: KeyOrder = 'sorted',
): string {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value === 'string') return quote(value);
  if (value instanceof JsonNumber) return value.text;
  let members = '';
  if (Array.isArray(value)) {
    for (const item of value) {
      if (members !== '') members += ',';
      members += stringify(item, order);
    }
    return `[${members}]`;
  }
  for (const key of order === 'sorted' ? sortedKeys(value) : value.keys()) {
    if (members !== '') members += ',';
    members += quote(key);
    members += ':';
    members += stringify(value.get(key) ?? null, order);
  }
  return `{${members}}`;
}

const encoder = new TextEncoder();

/** UTF-8 bytes of `stringify`. */
export function encodeJson(
  value: JsonValue,
  order: KeyOrder = 'sorted',
): Uint8Array {
  return encoder.encode(stringify(value, order));
}

/**
 * A value made by JavaScript or by a YAML reader, as JSON. Safe integers and
 * bigints become integers, other numbers floats; undefined members vanish as
 * they do in `JSON.stringify`.
 *
 * @throws TypeError for what JSON cannot say (functions, NaN, cycles)
 */
export function fromPlain(value: unknown): JsonValue {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'bigint':
      return new JsonNumber(value.toString());
    case 'number':
      return fromNumber(value);
    case 'object':
      return fromPlainObject(value);
    default:
      throw new TypeError(`a ${typeof value} cannot be written as JSON`);
  }
}

function fromNumber(value: number): JsonNumber {
  if (!Number.isFinite(value)) {
    throw new TypeError(`${value} cannot be written as JSON`);
  }
  const integer = Number.isSafeInteger(value) && !Object.is(value, -0);
  return new JsonNumber(integer ? String(value) : floatText(value));
}

function fromPlainObject(value: object | null): JsonValue {
  if (value === null || value instanceof JsonNumber) return value;
  if (Array.isArray(value)) return value.map(fromPlain);
  const members: Iterable<[unknown, unknown]> =
    value instanceof Map ? value : Object.entries(value);
  const object = new Map<string, JsonValue>();
  for (const [key, member] of members) {
    if (member !== undefined) object.set(String(key), fromPlain(member));
  }
  return object;
}

/**
 * The value as ordinary JavaScript data. Numbers become doubles, so integers
 * beyond 2^53 lose digits; keep the bytes where that matters.
 */
export function toPlain(value: JsonValue): unknown {
  if (value instanceof JsonNumber) return Number(value.text);
  if (Array.isArray(value)) return value.map(toPlain);
  if (!isObject(value)) return value;
  const object: Record<string, unknown> = {};
  for (const [key, member] of value) {
    // Defined, not assigned: `__proto__` must become an own property.
    Object.defineProperty(object, key, {
      value: toPlain(member),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return object;
}
