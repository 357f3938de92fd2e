// SPDX-License-Identifier: Apache-2.0

/**
 * A JSON number whose value is kept as canonical text: integers within 64
 * bits as they are, everything else as the shortest float (`1.0`, `1e+100`).
 * Two numbers are equal when their texts are, so `1` and `1.0` differ.
 */
export class JsonNumber {
  constructor(readonly text: string) {}
}

/** Objects are maps: a key such as `__proto__` is a key like any other. */
export type JsonObject = Map<string, JsonValue>;

/** Any JSON value without loss. */
export type JsonValue =
  null | boolean | string | JsonNumber | JsonValue[] | JsonObject;

/** Narrows to an object. */
export function isObject(value: JsonValue | undefined): value is JsonObject {
  return value instanceof Map;
}

/**
 * Orders keys by their UTF-8 bytes, as the maps of kwctl do. UTF-16 code unit
 * order differs from that only where surrogates meet U+E000 to U+FFFF.
 */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return utf8Rank(x) - utf8Rank(y);
  }
  return a.length - b.length;
}

/** Moves surrogates (characters beyond U+FFFF) behind all other code units. */
function utf8Rank(unit: number): number {
  if (unit >= 0xe000) return unit - 0x800;
  return unit >= 0xd800 ? unit + 0x2000 : unit;
}

/** Keys in the order they are written. */
export function sortedKeys(object: JsonObject): string[] {
  return sorted([...object.keys()]);
}

/** Few keys; for these the engine's own sort takes longer to begin. */
const FEW = 16;

/** Sorts keys in place. */
export function sorted(keys: string[]): string[] {
  if (keys.length > FEW) return keys.sort(compareKeys);
  for (let i = 1; i < keys.length; i++) {
    const key = keys[i] ?? '';
    let at = i;
    for (; at > 0 && compareKeys(keys[at - 1] ?? '', key) > 0; at--) {
      keys[at] = keys[at - 1] ?? '';
    }
    keys[at] = key;
  }
  return keys;
}

/** Structural equality; the order of keys does not matter. */
export function equal(
  a: JsonValue | undefined,
  b: JsonValue | undefined,
): boolean {
  if (a === b) return true;
  if (a instanceof JsonNumber && b instanceof JsonNumber) {
    return a.text === b.text;
  }
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, i) => equal(item, b[i]));
  }
  if (isObject(a) && isObject(b)) {
    return (
      a.size === b.size &&
      [...a].every(([key, value]) => b.has(key) && equal(value, b.get(key)))
    );
  }
  return false;
}
