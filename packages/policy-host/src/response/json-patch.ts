// SPDX-License-Identifier: Apache-2.0
import { equal, isObject, sortedKeys } from '../json/value.js';
import type { JsonObject, JsonValue } from '../json/value.js';

/** One operation of an RFC 6902 patch; `remove` has no value. */
export type PatchOperation =
  | {
      readonly op: 'add' | 'replace';
      readonly path: string;
      readonly value: JsonValue;
    }
  | { readonly op: 'remove'; readonly path: string };

/**
 * The patch from one value to another, by the algorithm of kwctl: objects key
 * by key in sorted order, additions and changes before removals; arrays
 * position by position, never by similarity.
 *
 * @see host-spec.md section 3
 */
export function diff(from: JsonValue, to: JsonValue): PatchOperation[] {
  const out: PatchOperation[] = [];
  compare(from, to, '', out);
  return out;
}

/** The patch as JSON without white space, keys in the order op, path, value. */
export function patchToJson(operations: readonly PatchOperation[]): JsonValue {
  return operations.map(
    (operation): JsonObject => new Map(Object.entries(operation)),
  );
}

function compare(
  from: JsonValue,
  to: JsonValue,
  path: string,
  out: PatchOperation[],
): void {
  if (isObject(from) && isObject(to)) {
    compareObjects(from, to, path, out);
  } else if (Array.isArray(from) && Array.isArray(to)) {
    compareArrays(from, to, path, out);
  } else if (!equal(from, to)) {
    out.push({ op: 'replace', path, value: to });
  }
}

function compareObjects(
  from: JsonObject,
  to: JsonObject,
  path: string,
  out: PatchOperation[],
): void {
  for (const key of sortedKeys(to)) {
    const before = from.get(key);
    const after = to.get(key) ?? null;
    const child = `${path}/${escapeToken(key)}`;
    if (before === undefined)
      out.push({ op: 'add', path: child, value: after });
    else compare(before, after, child, out);
  }
  for (const key of sortedKeys(from)) {
    if (!to.has(key)) {
      out.push({ op: 'remove', path: `${path}/${escapeToken(key)}` });
    }
  }
}

function compareArrays(
  from: readonly JsonValue[],
  to: readonly JsonValue[],
  path: string,
  out: PatchOperation[],
): void {
  const shared = Math.min(from.length, to.length);
  for (let i = 0; i < shared; i++) {
    compare(from[i] ?? null, to[i] ?? null, `${path}/${i}`, out);
  }
  // Each removal moves the rest up, so the index stays the same.
  for (let i = shared; i < from.length; i++) {
    out.push({ op: 'remove', path: `${path}/${shared}` });
  }
  for (let i = shared; i < to.length; i++) {
    out.push({ op: 'add', path: `${path}/${i}`, value: to[i] ?? null });
  }
}

/** RFC 6901 escaping of one reference token. */
function escapeToken(token: string): string {
  return token.replaceAll('~', '~0').replaceAll('/', '~1');
}
