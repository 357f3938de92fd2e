// SPDX-License-Identifier: Apache-2.0
import { numberFromLiteral } from '../json/number.js';
import type { JsonValue } from '../json/value.js';

/** What a plain scalar means to kubectl and the API server. */
export interface ScalarReading {
  /** Undefined for `.inf` and `.nan`, which JSON cannot say. */
  readonly value: JsonValue | undefined;
  /** Whether YAML 1.2 reads something else: the author should quote it. */
  readonly ambiguous: boolean;
}

const WORDS = new Map<string, boolean | null>([
  ...spellings(['y', 'yes', 'true', 'on'], true),
  ...spellings(['n', 'no', 'false', 'off'], false),
  ...spellings(['null'], null),
  ['', null],
  ['~', null],
]);
const SAME_IN_1_2 = /^(?:true|false|null)$/i;
const NOT_FINITE = /^(?:[-+]?\.inf|\.nan)$/i;
const INTEGER =
  /^([-+]?)(?:0b([01]+)|0x([0-9a-f]+)|0o?([0-7]+)|(0|[1-9][0-9]*))$/i;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:e[-+]?[0-9]+)?$/i;
const DATE = /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:$|[Tt ])/;
/** Numbers that YAML 1.2 and kwctl write into JSON as the same number. */
const PLAIN_NUMBER =
  /^(?:[-+]?(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|[-+]?\.[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$/;

function spellings<T>(words: readonly string[], value: T): [string, T][] {
  return words.flatMap((word): [string, T][] => [
    [word, value],
    [word.charAt(0).toUpperCase() + word.slice(1), value],
    [word.toUpperCase(), value],
  ]);
}

/**
 * Reads a plain scalar as go-yaml 2 does, which kubectl and the API server
 * have: YAML 1.1 booleans, octal numbers that begin with 0, underscores in
 * numbers; dates and base 60 stay text, whole floats become integers.
 */
export function readPlainScalar(text: string): ScalarReading {
  const word = WORDS.get(text);
  if (word !== undefined) {
    const same = text === '' || text === '~' || SAME_IN_1_2.test(text);
    return { value: word, ambiguous: !same };
  }
  if (NOT_FINITE.test(text)) return { value: undefined, ambiguous: true };
  const number = DATE.test(text) ? undefined : readNumber(text);
  if (number === undefined) return { value: text, ambiguous: false };
  return { value: number, ambiguous: !PLAIN_NUMBER.test(text) };
}

/** The number a text stands for; undefined when it is none. */
export function readNumber(text: string): JsonValue | undefined {
  if (!/^[-+.0-9]/.test(text)) return undefined;
  const plain = text.replaceAll('_', '');
  const [whole, sign, binary, hex, octal, decimal] = INTEGER.exec(plain) ?? [];
  if (whole !== undefined) {
    const digits =
      decimal ??
      (binary !== undefined
        ? `0b${binary}`
        : hex !== undefined
          ? `0x${hex}`
          : `0o${octal ?? ''}`);
    const value = BigInt(digits);
    return numberFromLiteral(String(sign === '-' ? -value : value));
  }
  if (!FLOAT.test(plain)) return undefined;
  const value = Number(plain);
  return Number.isFinite(value) ? numberFromLiteral(String(value)) : undefined;
}
