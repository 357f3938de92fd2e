// SPDX-License-Identifier: Apache-2.0
import { floatText } from '../json/number.js';
import { JsonNumber } from '../json/value.js';
import type { JsonValue } from '../json/value.js';

const WORDS: ReadonlyMap<string, boolean | null> = new Map([
  ...['null', 'Null', 'NULL', '~'].map((word) => [word, null] as const),
  ...['true', 'True', 'TRUE'].map((word) => [word, true] as const),
  ...['false', 'False', 'FALSE'].map((word) => [word, false] as const),
]);
const NOT_FINITE = /^(?:[-+]?\.(?:inf|Inf|INF)|\+?\.(?:nan|NaN|NAN))$/;
const LEADING_ZERO = /^[-+]?0[0-9]+$/;
const RADIX = /^([-+]?)0(?:x([0-9a-fA-F]+)|o([0-7]+)|b([01]+))$/;
const DECIMAL = /^[-+]?[0-9]+$/;
const FLOAT = /^[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$/;

const U64_MAX = 2n ** 64n - 1n;
const I64_MIN = -(2n ** 63n);
const U128_MAX = 2n ** 128n - 1n;
const I128_MIN = -(2n ** 127n);

/**
 * What a plain scalar means to kwctl: YAML 1.2 with the habits of serde_yaml.
 * What JSON has no number for is null.
 *
 * @throws Error for integers of more than 64 bits
 */
export function readSerdeScalar(text: string): JsonValue {
  if (text === '') return null;
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  const number = readSerdeInteger(text) ?? readSerdeFloat(text);
  return number === undefined ? text : number;
}

/**
 * `null`, `true`, an integer or float by its tag; other tags of YAML are texts.
 *
 * @param name of the tag, without `!!`
 * @throws Error for what does not fit the tag
 */
export function readTaggedScalar(text: string, name: string): JsonValue {
  switch (name) {
    case 'null':
      if (WORDS.get(text) === null) return null;
      throw mismatch(text, 'null');
    case 'bool': {
      const value = WORDS.get(text);
      if (typeof value === 'boolean') return value;
      throw mismatch(text, 'a boolean');
    }
    case 'int':
      return readSerdeInteger(text) ?? fail(mismatch(text, 'an integer'));
    case 'float': {
      const value = readSerdeFloat(text);
      if (value !== undefined) return value;
      throw mismatch(text, 'a float');
    }
    default:
      return text;
  }
}

/** @throws Error for integers of more than 64 bits */
function readSerdeInteger(text: string): JsonNumber | undefined {
  const [whole, sign, hex, octal, binary] = RADIX.exec(text) ?? [];
  let value: bigint;
  if (whole !== undefined) {
    const digits =
      hex === undefined
        ? octal === undefined
          ? `0b${binary ?? ''}`
          : `0o${octal}`
        : `0x${hex}`;
    value = sign === '-' ? -BigInt(digits) : BigInt(digits);
  } else {
    if (LEADING_ZERO.test(text) || !DECIMAL.test(text)) return undefined;
    value = BigInt(text.replace('+', ''));
  }
  if (value <= U64_MAX && value >= I64_MIN) {
    return new JsonNumber(String(value));
  }
  if (value > U128_MAX || value < I128_MIN) return undefined;
  throw new Error(`the integer ${text} has more than 64 bits`);
}

/** Null for infinite numbers and those that are none. */
function readSerdeFloat(text: string): JsonNumber | null | undefined {
  if (NOT_FINITE.test(text)) return null;
  if (LEADING_ZERO.test(text) || !FLOAT.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? new JsonNumber(floatText(value)) : undefined;
}

function mismatch(text: string, expected: string): Error {
  return new Error(`${JSON.stringify(text)} is not ${expected}`);
}

function fail(error: Error): never {
  throw error;
}
