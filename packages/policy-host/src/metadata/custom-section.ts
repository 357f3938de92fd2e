// SPDX-License-Identifier: Apache-2.0
import { PolicyHostError } from '../errors.js';
import { isRepeated, parseJson } from '../json/parse.js';
import { toPlain } from '../json/stringify.js';
import { isObject } from '../json/value.js';
import type { JsonValue } from '../json/value.js';
import { decodeMetadata } from './read-metadata.js';
import type { PolicyMetadata } from './types.js';
import {
  CUSTOM_SECTION,
  encodeCustomSection,
  joinSections,
  readSections,
  WasmReader,
  type Section,
} from '../wasm/wasm-sections.js';

/** Name of the custom section that policies carry their metadata in. */
export const METADATA_SECTION = 'io.kubewarden.metadata';

/**
 * Metadata of an annotated module; undefined for one without. Of several
 * sections the first counts, as for every other reader of the format.
 *
 * @throws PolicyHostError METADATA for a broken module or section
 */
export function readModuleMetadata(
  module: Uint8Array,
): PolicyMetadata | undefined {
  const content = readSections(module)
    .map(metadataContent)
    .find((found) => found !== undefined);
  if (content === undefined) return undefined;
  try {
    const value = parseJson(content);
    requireFieldsOnce(value);
    return decodeMetadata(toPlain(value));
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new PolicyHostError(
      'METADATA',
      `Error unmarshalling metadata ${detail}`,
      cause,
    );
  }
}

/** Which of two would hold? @throws Error with serde's text */
function requireFieldsOnce(value: JsonValue): void {
  if (Array.isArray(value)) value.forEach(requireFieldsOnce);
  if (!isObject(value)) return;
  for (const [name, member] of value) {
    if (isRepeated(value, name)) throw new Error(`duplicate field \`${name}\``);
    requireFieldsOnce(member);
  }
}

/**
 * The module with this metadata as its only metadata section, at its end; all
 * other bytes stay as they are. The same input gives the same bytes.
 *
 * @throws PolicyHostError METADATA for a broken module
 */
export function writeModuleMetadata(
  module: Uint8Array,
  metadata: PolicyMetadata,
): Uint8Array {
  const kept = readSections(module)
    .filter((section) => metadataContent(section) === undefined)
    .map((section) => section.whole);
  const content = new TextEncoder().encode(encodeMetadata(metadata));
  return joinSections([
    ...kept,
    encodeCustomSection(METADATA_SECTION, content),
  ]);
}

/**
 * Compact JSON in the key order of kwctl, annotations sorted.
 *
 * @see docs/host-conformance.md, "metadata.yml and the custom section"
 */
export function encodeMetadata(metadata: PolicyMetadata): string {
  const { annotations } = metadata;
  return JSON.stringify({
    protocolVersion: metadata.protocolVersion,
    rules: metadata.rules,
    annotations:
      annotations === undefined
        ? undefined
        : Object.fromEntries(Object.entries(annotations).sort(byKey)),
    mutating: metadata.mutating,
    backgroundAudit: metadata.backgroundAudit,
    executionMode: metadata.executionMode,
    policyType: metadata.policyType,
    contextAwareResources: metadata.contextAwareResources,
    hostCapabilities: metadata.hostCapabilities,
    minimumKubewardenVersion: metadata.minimumKubewardenVersion,
  });
}

function byKey(
  [left]: readonly [string, string],
  [right]: readonly [string, string],
): number {
  return left < right ? -1 : 1;
}

function metadataContent(section: Section): Uint8Array | undefined {
  if (section.id !== CUSTOM_SECTION) return undefined;
  const reader = new WasmReader(section.content);
  const name = new TextDecoder().decode(reader.slice(reader.unsigned()));
  if (name !== METADATA_SECTION) return undefined;
  return section.content.subarray(reader.position);
}
