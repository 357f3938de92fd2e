// SPDX-License-Identifier: Apache-2.0
import { JsonNumber, isObject } from '../json/value.js';
import type { JsonObject, JsonValue } from '../json/value.js';
import { stringify } from '../json/stringify.js';
import type { NodePath } from '../manifests/types.js';
import type { FieldType, ObjectType } from './resource-types.js';

/** What is wrong, and where. */
export interface TypeProblem {
  readonly path: NodePath;
  /** Goes on after the name of the field. */
  readonly text: string;
}

/** All that is wrong with a value of this type, in the order of the fields. */
export function checkType(
  value: JsonValue,
  type: FieldType,
  path: NodePath,
): TypeProblem[] {
  switch (type.type) {
    case 'text':
      return typeof value === 'string' &&
        (type.oneOf ?? [value]).includes(value)
        ? []
        : wrong(value, type.oneOf?.join(' or ') ?? 'a string', path);
    case 'boolean':
      return typeof value === 'boolean'
        ? []
        : wrong(value, 'true or false', path);
    case 'integer': {
      const { min, max } = type;
      return isWithin(value, min, max)
        ? []
        : wrong(value, `an integer from ${min} to ${max}`, path);
    }
    case 'any':
      return [];
    case 'metadata':
      return isObject(value)
        ? Object.entries(type.fields).flatMap(([name, field]) =>
            checkType(value.get(name) ?? '', field, [...path, name]),
          )
        : wrong(value, 'an object', path);
    case 'settings':
      return value === null || isObject(value)
        ? []
        : wrong(value, 'an object', path);
    case 'list':
      return Array.isArray(value)
        ? value.flatMap((item, i) => checkType(item, type.of, [...path, i]))
        : wrong(value, 'a list', path);
    case 'map':
      return isObject(value)
        ? [...value].flatMap(([key, item]) =>
            checkType(item, type.of, [...path, key]),
          )
        : wrong(value, 'an object', path);
    case 'object':
      return isObject(value)
        ? checkFields(value, type, path)
        : wrong(value, 'an object', path);
  }
}

function checkFields(
  object: JsonObject,
  { fields, required }: ObjectType,
  path: NodePath,
): TypeProblem[] {
  const missing = required.filter((name) => !object.has(name));
  return [
    ...[...object].flatMap(([name, value]) => {
      const at = [...path, name];
      const type = Object.hasOwn(fields, name) ? fields[name] : undefined;
      if (type !== undefined) return checkType(value, type, at);
      return [{ path: at, text: 'is not known' }];
    }),
    ...missing.map((name) => ({ path, text: `has no ${name}` })),
  ];
}

function isWithin(value: JsonValue, min: number, max: number): boolean {
  return (
    value instanceof JsonNumber &&
    /^-?[0-9]+$/.test(value.text) &&
    Number(value.text) >= min &&
    Number(value.text) <= max
  );
}

function wrong(
  value: JsonValue,
  expected: string,
  path: NodePath,
): TypeProblem[] {
  return [{ path, text: `is ${shown(value)}, expected ${expected}` }];
}

function shown(value: JsonValue): string {
  if (Array.isArray(value)) return 'a list';
  return isObject(value) ? 'an object' : stringify(value);
}
