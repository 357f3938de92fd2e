// SPDX-License-Identifier: Apache-2.0
import { PolicyHostError } from '../errors.js';
import type { ErrorCode } from '../errors.js';
import { Fields } from './serde.js';
import type { JsonValue } from './value.js';

/** A Rust struct, as far as serde's texts and lists show it. */
export interface Struct {
  readonly name: string;
  /** In the order of their declaration. */
  readonly fields: readonly string[];
}

/**
 * Reads a struct as serde derives it: from a map, or from a list of its fields
 * in order. `read` must read every field, in that order, so that the first
 * mistake is the one that is told.
 */
export function readStruct<T>(
  value: JsonValue,
  struct: Struct,
  code: ErrorCode,
  read: (fields: Fields) => T,
): T {
  if (!Array.isArray(value)) {
    return read(Fields.of(value, code, `struct ${struct.name}`));
  }
  const result = read(new ListedFields(value, struct, code));
  if (value.length > struct.fields.length) {
    throw new PolicyHostError(code, 'trailing characters');
  }
  return result;
}

/** Fields by place. None may be left out, not even one that a map need not have. */
class ListedFields extends Fields {
  constructor(
    private readonly items: readonly JsonValue[],
    private readonly struct: Struct,
    code: ErrorCode,
  ) {
    super(new Map(), code);
  }

  override raw(name: string): JsonValue {
    const { name: struct, fields } = this.struct;
    const value = this.items[fields.indexOf(name)];
    if (value !== undefined) return value;
    throw new PolicyHostError(
      this.code,
      `invalid length ${this.items.length}, expected struct ${struct} with ${fields.length} elements`,
    );
  }
}
