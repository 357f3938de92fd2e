// SPDX-License-Identifier: Apache-2.0
import { PolicyHostError } from '../errors.js';
import { encodeJson, fromPlain } from '../json/stringify.js';
import { readModuleMetadata } from '../metadata/custom-section.js';
import { ANNOTATION_KEYS, type PolicyMetadata } from '../metadata/types.js';
import { sha256Digest } from '../registry/digest.js';
import { OCI_MANIFEST } from '../registry/media-types.js';
import { formatReference, parseReference } from '../registry/reference.js';
import type { Registry } from '../registry/types.js';
import { WASM_CONFIG, WASM_LAYER } from './media-types.js';

const CONFIG = new TextEncoder().encode('{}');

/** Options of `pushPolicy`. */
export interface PushOptions {
  /** Push a module without metadata as well. */
  readonly force?: boolean;
}

/**
 * Pushes a policy module the way Kubewarden's tools read it.
 *
 * @param reference `host/repository:tag`
 * @returns the immutable reference `host/repository@sha256:...`
 * @throws PolicyHostError METADATA for a module without metadata, unless
 *   forced; REGISTRY, TIMEOUT
 * @see docs/host-conformance.md, "annotate, inspect, push, pull"
 */
export async function pushPolicy(
  registry: Registry,
  module: Uint8Array,
  reference: string,
  options: PushOptions = {},
): Promise<string> {
  const metadata = readModuleMetadata(module);
  if (metadata === undefined && options.force !== true) {
    throw new PolicyHostError(
      'METADATA',
      'Cannot push a policy that is not annotated. ' +
        'Use `annotate` command or `push --force`',
    );
  }
  const target = parseReference(reference);
  const manifest = policyManifest(module, metadata);
  await registry.pushBlob(reference, CONFIG);
  await registry.pushBlob(reference, module);
  const digest = await registry.pushManifest(reference, manifest, OCI_MANIFEST);
  const { registry: host, repository } = target;
  return formatReference({ registry: host, repository, digest });
}

/**
 * Manifest of a policy artifact: canonical JSON without a mediaType field.
 *
 * @returns UTF-8 JSON; the same module always gives the same bytes
 */
export function policyManifest(
  module: Uint8Array,
  metadata: PolicyMetadata | undefined,
): Uint8Array {
  const annotations = manifestAnnotations(metadata?.annotations ?? {});
  const isEmpty = Object.keys(annotations).length === 0;
  return encodeJson(
    fromPlain({
      annotations: isEmpty ? undefined : annotations,
      config: descriptor(WASM_CONFIG, CONFIG),
      layers: [descriptor(WASM_LAYER, module)],
      schemaVersion: 2,
    }),
  );
}

/** Metadata annotations on one line; the source also under its OCI name. */
function manifestAnnotations(
  annotations: Readonly<Record<string, string>>,
): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [key, value] of Object.entries(annotations)) {
    const trimmed = value.trim();
    if (!/[\r\n]/.test(trimmed)) kept[key] = trimmed;
  }
  const source = kept[ANNOTATION_KEYS.source];
  if (source !== undefined) kept[ANNOTATION_KEYS.imageSource] ??= source;
  return kept;
}

function descriptor(mediaType: string, bytes: Uint8Array) {
  return { digest: sha256Digest(bytes), mediaType, size: bytes.length };
}
