// SPDX-License-Identifier: Apache-2.0
import { PolicyHostError } from '../errors.js';
import { isWasm } from '../wasm/wasm-sections.js';
import { formatReference, parseReference } from '../registry/reference.js';
import type { Registry } from '../registry/types.js';
import { parseDocument, readDescriptor } from '../registry/documents.js';
import { WASM_LAYER } from './media-types.js';

/** No policy comes near; a registry must not fill the memory. */
const MAX_MODULE_BYTES = 128 * 1024 * 1024;

/** A policy as a registry has it. */
export interface PulledPolicy {
  readonly module: Uint8Array;
  /** `host/repository@sha256:...` of the manifest that was read. */
  readonly immutableReference: string;
}

/**
 * Fetches a policy module: the first layer, which like all others must be
 * WebAssembly.
 *
 * @throws PolicyHostError REGISTRY `Incompatible layer media type: X` and
 *   `invalid wasm file`, NOT_FOUND, LIMIT, TIMEOUT
 * @see docs/host-conformance.md, "annotate, inspect, push, pull"
 */
export async function pullPolicy(
  registry: Registry,
  reference: string,
): Promise<PulledPolicy> {
  const { digest, manifest } = await registry.manifestWithConfig(reference);
  const document = parseDocument(manifest, reference);
  const list: unknown = document['layers'];
  const layers = (Array.isArray(list) ? list : []).map((layer: unknown) =>
    readDescriptor(layer, reference),
  );
  const foreign = layers.find((layer) => layer.mediaType !== WASM_LAYER);
  if (foreign !== undefined) {
    throw new PolicyHostError(
      'REGISTRY',
      `Incompatible layer media type: ${foreign.mediaType}`,
    );
  }
  const [layer] = layers;
  if (layer === undefined) {
    throw new PolicyHostError('REGISTRY', `${reference} has no layer`);
  }
  const { registry: host, repository } = parseReference(reference);
  const immutableReference = formatReference({
    registry: host,
    repository,
    digest,
  });
  const module = await registry.blob(
    immutableReference,
    layer.digest,
    MAX_MODULE_BYTES,
  );
  if (!isWasm(module)) {
    throw new PolicyHostError('REGISTRY', 'invalid wasm file');
  }
  return { module, immutableReference };
}
