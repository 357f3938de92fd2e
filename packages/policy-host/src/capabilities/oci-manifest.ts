// SPDX-License-Identifier: Apache-2.0
import { parseJson } from '../json/parse.js';
import { isObject, sortedKeys } from '../json/value.js';
import type { JsonObject, JsonValue } from '../json/value.js';

/** Members kept of a structure, in the order they are written. */
type Members = readonly (readonly [string, Members | 'any' | 'map'])[];

const PLATFORM: Members = [
  ['architecture', 'any'],
  ['os', 'any'],
  ['os.version', 'any'],
  ['os.features', 'any'],
  ['variant', 'any'],
  ['features', 'any'],
];

const DESCRIPTOR: Members = [
  ['mediaType', 'any'],
  ['digest', 'any'],
  ['size', 'any'],
  ['urls', 'any'],
  ['annotations', 'map'],
];

const INDEX_ENTRY: Members = [
  ['mediaType', 'any'],
  ['digest', 'any'],
  ['size', 'any'],
  ['platform', PLATFORM],
  ['annotations', 'map'],
];

const MANIFEST: Members = [
  ['schemaVersion', 'any'],
  ['mediaType', 'any'],
  ['config', DESCRIPTOR],
  ['layers', DESCRIPTOR],
  ['subject', DESCRIPTOR],
  ['artifactType', 'any'],
  ['annotations', 'map'],
];

const INDEX: Members = [
  ['schemaVersion', 'any'],
  ['mediaType', 'any'],
  ['manifests', INDEX_ENTRY],
  ['artifactType', 'any'],
  ['annotations', 'map'],
];

/**
 * A manifest or index as kwctl hands it to guests: the members its types know,
 * in their order, null members gone.
 *
 * @param bytes JSON as the registry served it
 * @see docs/host-conformance.md, "Host calls"
 */
export function typedManifest(bytes: Uint8Array): JsonValue {
  const value = parseJson(bytes);
  const index = isObject(value) && value.has('manifests');
  return pick(value, index ? INDEX : MANIFEST);
}

function pick(value: JsonValue, members: Members | 'any' | 'map'): JsonValue {
  if (members === 'any') return value;
  if (members === 'map') return sorted(value);
  if (Array.isArray(value)) return value.map((item) => pick(item, members));
  if (!isObject(value)) return value;
  const out: JsonObject = new Map();
  for (const [name, inner] of members) {
    const member = value.get(name) ?? null;
    if (member !== null) out.set(name, pick(member, inner));
  }
  return out;
}

/** Annotations stand in a sorted map. */
function sorted(value: JsonValue): JsonValue {
  if (!isObject(value)) return value;
  return new Map(sortedKeys(value).map((key) => [key, value.get(key) ?? null]));
}
