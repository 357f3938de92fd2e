// SPDX-License-Identifier: Apache-2.0
import { equal, isObject, sorted } from '../json/value.js';
import type { JsonObject, JsonValue } from '../json/value.js';

/** One operation of an RFC 6902 patch; `remove` has no value. */
export type PatchOperation =
  | {
      readonly op: 'add' | 'replace';
      readonly path: string;
      readonly value: JsonValue;
    }
  | { readonly op: 'remove'; readonly path: string };

const NONE: readonly PatchOperation[] = [];

/** Where a value stands; written out only for what differs. */
interface Place {
  readonly parent: Place | undefined;
  readonly token: string | number;
}

/**
 * The patch from one value to another, by the algorithm of kwctl: objects key
 * by key in sorted order, additions and changes before removals; arrays
 * position by position, never by similarity.
 *
 * @see docs/host-conformance.md, "AdmissionResponse"
 */
export function diff(
  from: JsonValue,
  to: JsonValue,
): readonly PatchOperation[] {
  return compare(from, to, undefined);
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
  place: Place | undefined,
): readonly PatchOperation[] {
  if (isObject(from) && isObject(to)) return compareObjects(from, to, place);
  if (Array.isArray(from) && Array.isArray(to)) {
    return compareArrays(from, to, place);
  }
  if (equal(from, to)) return NONE;
  return [{ op: 'replace', path: pointer(place), value: to }];
}

function compareObjects(
  from: JsonObject,
  to: JsonObject,
  parent: Place | undefined,
): readonly PatchOperation[] {
  const changed = new Map<string, readonly PatchOperation[]>();
  let kept = 0;
  for (const [token, after] of to) {
    const before = from.get(token);
    if (before !== undefined) kept++;
    // Most members are the same text in both.
    if (before === after) continue;
    const place = { parent, token };
    const operations =
      before === undefined
        ? [{ op: 'add' as const, path: pointer(place), value: after }]
        : compare(before, after, place);
    if (operations.length > 0) changed.set(token, operations);
  }
  if (changed.size === 0 && kept === from.size) return NONE;
  const removed = [...from.keys()].filter((key) => !to.has(key));
  return [
    ...sorted([...changed.keys()]).flatMap((key) => changed.get(key) ?? []),
    ...sorted(removed).map((token) => remove({ parent, token })),
  ];
}

function compareArrays(
  from: readonly JsonValue[],
  to: readonly JsonValue[],
  parent: Place | undefined,
): readonly PatchOperation[] {
  const shared = Math.min(from.length, to.length);
  const at = (token: number): Place => ({ parent, token });
  const out: PatchOperation[] = [];
  for (let i = 0; i < shared; i++) {
    for (const operation of compare(from[i] ?? null, to[i] ?? null, at(i))) {
      out.push(operation);
    }
  }
  // Each removal moves the rest up, so the index stays the same.
  for (let i = shared; i < from.length; i++) out.push(remove(at(shared)));
  for (let i = shared; i < to.length; i++) {
    out.push({ op: 'add', path: pointer(at(i)), value: to[i] ?? null });
  }
  return out;
}

function remove(place: Place): PatchOperation {
  return { op: 'remove', path: pointer(place) };
}

/** RFC 6901: the way to a value. */
function pointer(place: Place | undefined): string {
  let path = '';
  for (let at = place; at !== undefined; at = at.parent) {
    path = `/${escapeToken(String(at.token))}${path}`;
  }
  return path;
}

/** RFC 6901 escaping of one reference token. */
function escapeToken(token: string): string {
  return token.replaceAll('~', '~0').replaceAll('/', '~1');
}
