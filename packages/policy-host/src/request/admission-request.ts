// SPDX-License-Identifier: Apache-2.0
import { PolicyHostError } from '../errors.js';
import { invalidType, missingField } from '../json/serde.js';
import { isObject } from '../json/value.js';
import type { JsonObject, JsonValue } from '../json/value.js';

/** How one field of the typed request is read; null means absent. */
type Shape =
  | { readonly kind: 'string' }
  | { readonly kind: 'boolean' }
  /** Content the host does not look into. */
  | { readonly kind: 'any' }
  | { readonly kind: 'strings' }
  | { readonly kind: 'extra' }
  | { readonly kind: 'struct'; readonly fields: readonly Field[] };

interface Field {
  readonly name: string;
  readonly shape: Shape;
  readonly required: boolean;
}

const STRING: Shape = { kind: 'string' };
const ANY: Shape = { kind: 'any' };

function must(name: string, shape: Shape = STRING): Field {
  return { name, shape, required: true };
}

function may(name: string, shape: Shape = STRING): Field {
  return { name, shape, required: false };
}

const KIND: Shape = {
  kind: 'struct',
  fields: [must('group'), must('version'), must('kind')],
};

const RESOURCE: Shape = {
  kind: 'struct',
  fields: [must('group'), must('version'), must('resource')],
};

const USER: Shape = {
  kind: 'struct',
  fields: [
    may('username'),
    may('uid'),
    may('groups', { kind: 'strings' }),
    may('extra', { kind: 'extra' }),
  ],
};

/** The admission request as kwctl knows it. @see docs/host-conformance.md, "Guest operations" */
const REQUEST: readonly Field[] = [
  must('uid'),
  must('kind', KIND),
  must('resource', RESOURCE),
  may('subResource'),
  may('requestKind', KIND),
  may('requestResource', RESOURCE),
  may('requestSubResource'),
  may('name'),
  may('namespace'),
  must('operation'),
  must('userInfo', USER),
  may('object', ANY),
  may('oldObject', ANY),
  may('dryRun', { kind: 'boolean' }),
  may('options', ANY),
];

/**
 * The request as it reaches the guest: only known fields, null members gone.
 * What stands in `object`, `oldObject` and `options` is left as it is.
 *
 * @throws PolicyHostError REQUEST with serde's text for a missing mandatory
 *   field or a wrong type
 */
export function normalizeRequest(value: JsonValue): JsonObject {
  try {
    return readStruct(value, REQUEST);
  } catch (cause) {
    if (!(cause instanceof PolicyHostError)) throw cause;
    throw new PolicyHostError(
      'REQUEST',
      `cannot build AdmissionRequest object from given input: ${cause.message}`,
    );
  }
}

function readStruct(value: JsonValue, fields: readonly Field[]): JsonObject {
  if (!isObject(value)) throw invalidType(value, 'a map', 'REQUEST');
  const out: JsonObject = new Map();
  for (const { name, shape, required } of fields) {
    const member = value.get(name);
    if (member === undefined && required) throw missingField(name, 'REQUEST');
    if (member === undefined || (member === null && !required)) continue;
    out.set(name, readShape(member, shape));
  }
  return out;
}

function readShape(value: JsonValue, shape: Shape): JsonValue {
  switch (shape.kind) {
    case 'any':
      return value;
    case 'string':
      if (typeof value === 'string') return value;
      throw invalidType(value, 'a string', 'REQUEST');
    case 'boolean':
      if (typeof value === 'boolean') return value;
      throw invalidType(value, 'a boolean', 'REQUEST');
    case 'strings':
      if (!Array.isArray(value)) {
        throw invalidType(value, 'a sequence', 'REQUEST');
      }
      return value.map((item) => readShape(item, STRING));
    case 'extra':
      return readExtra(value);
    case 'struct':
      return readStruct(value, shape.fields);
  }
}

/** `userInfo.extra`: lists of strings by key. */
function readExtra(value: JsonValue): JsonObject {
  if (!isObject(value)) {
    throw invalidType(value, 'a map', 'REQUEST');
  }
  return new Map(
    [...value].map(([key, item]) => [
      key,
      readShape(item, { kind: 'strings' }),
    ]),
  );
}
