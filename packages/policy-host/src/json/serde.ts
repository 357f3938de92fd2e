// SPDX-License-Identifier: Apache-2.0
import { PolicyHostError } from '../errors.js';
import type { ErrorCode } from '../errors.js';
import { isRepeated } from './parse.js';
import { JsonNumber, isObject } from './value.js';
import type { JsonObject, JsonValue } from './value.js';

/** Widths of integers that structs have. */
type UnsignedBits = 8 | 16 | 32;

/**
 * Reads fields of a decoded object with the error texts of Rust's serde, which
 * guests and scripts see. `code` is the code of the errors thrown. A field that
 * is read must not be given twice: which of the two would hold?
 */
export class Fields {
  constructor(
    private readonly object: JsonObject,
    protected readonly code: ErrorCode,
  ) {}

  /** @param what serde's name of the expected type, for example a struct */
  static of(
    value: JsonValue | undefined,
    code: ErrorCode,
    what = 'a map',
  ): Fields {
    if (isObject(value)) return new Fields(value, code);
    throw invalidType(value, what, code);
  }

  /** The raw member, undefined when absent. */
  raw(name: string): JsonValue | undefined {
    if (!isRepeated(this.object, name)) return this.object.get(name);
    throw new PolicyHostError(this.code, `duplicate field \`${name}\``);
  }

  /** The raw member, which must be there (it may be null). */
  present(name: string): JsonValue {
    const value = this.raw(name);
    if (value === undefined) throw missingField(name, this.code);
    return value;
  }

  string(name: string): string {
    return asString(this.present(name), this.code);
  }

  boolean(name: string): boolean {
    return asBoolean(this.present(name), this.code);
  }

  /** A boolean, or undefined when absent; null is none. */
  givenBoolean(name: string): boolean | undefined {
    const value = this.raw(name);
    return value === undefined ? undefined : asBoolean(value, this.code);
  }

  /** A string, or undefined for null or absent. */
  optionalString(name: string): string | undefined {
    const value = this.raw(name) ?? null;
    return value === null ? undefined : asString(value, this.code);
  }

  /** An integer of `bits` bits without sign, or undefined for null or absent. */
  optionalUnsigned(name: string, bits: UnsignedBits): number | undefined {
    const value = this.raw(name) ?? null;
    return value === null ? undefined : asUnsigned(value, bits, this.code);
  }

  /** A list, every item read by `read`. */
  list<T>(name: string, read: (item: JsonValue) => T): T[] {
    return asList(this.present(name), this.code).map(read);
  }

  optionalList<T>(name: string, read: (item: JsonValue) => T): T[] | undefined {
    const value = this.raw(name) ?? null;
    return value === null ? undefined : asList(value, this.code).map(read);
  }

  /** A map from string to string, or undefined for null or absent. */
  optionalStringMap(name: string): Record<string, string> | undefined {
    const value = this.raw(name) ?? null;
    if (value === null) return undefined;
    if (!isObject(value)) throw invalidType(value, 'a map', this.code);
    return Object.fromEntries(
      [...value].map(([key, item]) => [key, asString(item, this.code)]),
    );
  }

  nested(name: string, what?: string): Fields {
    return Fields.of(this.present(name), this.code, what);
  }
}

/** A list, or serde's complaint. */
export function asList(value: JsonValue, code: ErrorCode): JsonValue[] {
  if (Array.isArray(value)) return value;
  throw invalidType(value, 'a sequence', code);
}

/** A boolean, or serde's complaint. */
function asBoolean(value: JsonValue, code: ErrorCode): boolean {
  if (typeof value === 'boolean') return value;
  throw invalidType(value, 'a boolean', code);
}

/** A string, or serde's complaint. */
export function asString(value: JsonValue, code: ErrorCode): string {
  if (typeof value === 'string') return value;
  throw invalidType(value, 'a string', code);
}

/** An integer of `bits` bits without sign, or serde's complaint. */
export function asUnsigned(
  value: JsonValue,
  bits: UnsignedBits,
  code: ErrorCode,
): number {
  if (!(value instanceof JsonNumber) || /[.e]/.test(value.text)) {
    throw invalidType(value, `u${bits}`, code);
  }
  const number = Number(value.text);
  if (number >= 0 && number < 2 ** bits) return number;
  throw new PolicyHostError(
    code,
    `invalid value: integer \`${value.text}\`, expected u${bits}`,
  );
}

/** ``missing field `x` `` */
export function missingField(name: string, code: ErrorCode): PolicyHostError {
  return new PolicyHostError(code, `missing field \`${name}\``);
}

/** `invalid type: sequence, expected a map` */
export function invalidType(
  value: JsonValue | undefined,
  expected: string,
  code: ErrorCode,
): PolicyHostError {
  return new PolicyHostError(
    code,
    `invalid type: ${describe(value)}, expected ${expected}`,
  );
}

function describe(value: JsonValue | undefined): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'boolean') return `boolean \`${value}\``;
  if (typeof value === 'string') return `string ${JSON.stringify(value)}`;
  if (value instanceof JsonNumber) {
    const kind = /[.e]/.test(value.text) ? 'floating point' : 'integer';
    return `${kind} \`${value.text}\``;
  }
  return Array.isArray(value) ? 'sequence' : 'map';
}
