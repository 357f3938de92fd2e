// SPDX-License-Identifier: Apache-2.0
import { PolicyHostError } from '../../errors.js';
import { parseDocument, readDescriptor } from '../../registry/documents.js';
import { registryDetail } from '../../registry/failures.js';
import { isIndexType } from '../../registry/media-types.js';
import { formatReference, siblingReference } from '../../registry/reference.js';
import type { ImageReference, Registry } from '../../registry/types.js';
import { readSoleCertificate } from '../certificates/certificate.js';
import type { Candidate, Findings, Rejection } from '../evidence/evidence.js';
import { reasonOf, verificationError } from '../../errors.js';
import {
  CERTIFICATE_ANNOTATION,
  REKOR_ANNOTATION,
  SIGNATURE_ANNOTATION,
  SIMPLE_SIGNING,
  TIMESTAMP_ANNOTATION,
} from './media-types.js';
import { readPayload } from './payload.js';
import { layerToBundle } from '../log/rekor-bundle.js';
import { decodeBase64 } from '../keys/signature-check.js';

const MAX_LAYERS = 128;
const MAX_PAYLOAD_BYTES = 1024 * 1024;

interface Layer {
  readonly digest: string;
  readonly annotations: Readonly<Record<string, unknown>>;
}

/**
 * Reads the signatures cosign 2 stores under the tag `sha256-<hex>.sig`, one
 * layer each.
 *
 * @returns undefined when the image has no such object.
 * @throws PolicyHostError when the object cannot be fetched or holds layers
 * of another kind.
 */
export async function findLayers(
  registry: Registry,
  image: ImageReference,
  digest: string,
): Promise<Findings | undefined> {
  const tag = `${digest.replace(':', '-')}.sig`;
  const reference = formatReference(siblingReference(image, tag));
  const layers = await fetchLayers(registry, reference);
  if (layers === undefined) return undefined;
  const payloads = await fetchPayloads(registry, reference, layers);
  const candidates: Candidate[] = [];
  const rejections: Rejection[] = [];
  layers.forEach((layer, i) => {
    const label = `signature layer ${i + 1}`;
    try {
      const payload = payloads.get(layer.digest) ?? Buffer.alloc(0);
      candidates.push(readLayer(label, layer, payload, digest));
    } catch (error) {
      rejections.push({ label, reason: reasonOf(error) });
    }
  });
  return { candidates, rejections };
}

async function fetchLayers(
  registry: Registry,
  reference: string,
): Promise<readonly Layer[] | undefined> {
  let manifest;
  try {
    manifest = await registry.manifest(reference);
  } catch (cause) {
    if (cause instanceof PolicyHostError && cause.code === 'NOT_FOUND') {
      return undefined;
    }
    throw unfetchable(`Cannot fetch manifest of ${reference}`, cause);
  }
  if (isIndexType(manifest.mediaType)) return undefined;
  const document = parseDocument(manifest.bytes, reference);
  const list = document['layers'];
  if (!Array.isArray(list) || list.length > MAX_LAYERS) {
    throw verificationError(
      `failed to get image trusted layers: Cannot pull ${reference}: ` +
        `expected at most ${MAX_LAYERS} layers`,
    );
  }
  return list.map((entry: unknown) => {
    const { mediaType, digest } = readDescriptor(entry, reference);
    if (mediaType !== SIMPLE_SIGNING) {
      throw verificationError(
        `failed to get image trusted layers: Cannot pull ${reference}: ` +
          `Incompatible layer media type: ${mediaType}`,
      );
    }
    const { annotations } = entry as { annotations?: unknown };
    const named = typeof annotations === 'object' ? annotations : null;
    return { digest, annotations: { ...named } };
  });
}

/** Layers of one payload share its blob: each blob is fetched once. */
async function fetchPayloads(
  registry: Registry,
  reference: string,
  layers: readonly Layer[],
): Promise<ReadonlyMap<string, Buffer>> {
  const payloads = new Map<string, Buffer>();
  for (const { digest } of layers) {
    if (payloads.has(digest)) continue;
    try {
      const bytes = await registry.blob(reference, digest, MAX_PAYLOAD_BYTES);
      payloads.set(digest, Buffer.from(bytes));
    } catch (cause) {
      throw unfetchable(`Cannot pull ${reference}`, cause);
    }
  }
  return payloads;
}

function readLayer(
  label: string,
  layer: Layer,
  payload: Buffer,
  digest: string,
): Candidate {
  const { annotations } = layer;
  const signature = decodeBase64(annotations[SIGNATURE_ANNOTATION]);
  if (signature === undefined) {
    throw verificationError('signature annotation missing or not base64');
  }
  const found = readPayload(payload, digest);
  const rekor = textOf(annotations, REKOR_ANNOTATION);
  const timestamp = textOf(annotations, TIMESTAMP_ANNOTATION);
  const pem = textOf(annotations, CERTIFICATE_ANNOTATION);
  const certificate = pem === undefined ? undefined : readSoleCertificate(pem);
  if (pem !== undefined && certificate === undefined) {
    throw verificationError(
      'certificate annotation is not one PEM certificate',
    );
  }
  const evident = rekor !== undefined || timestamp !== undefined;
  return {
    label,
    message: payload,
    signature,
    certificate,
    annotations: found,
    artifact: payload,
    bundle: evident
      ? layerToBundle({ payload, signature, rekor, timestamp })
      : undefined,
  };
}

/** cosign writes an empty string where it has nothing to say. */
function textOf(
  annotations: Readonly<Record<string, unknown>>,
  name: string,
): string | undefined {
  const value = annotations[name];
  if (value === undefined || value === '') return undefined;
  if (typeof value === 'string') return value;
  throw verificationError(`annotation ${name} is not a string`);
}

function unfetchable(what: string, cause: unknown): PolicyHostError {
  const detail = `${what}: ${registryDetail(cause)}`;
  const code = cause instanceof PolicyHostError ? cause.code : 'REGISTRY';
  return new PolicyHostError(
    code,
    `failed to get image trusted layers: ${detail}`,
    new PolicyHostError(code, detail),
  );
}
