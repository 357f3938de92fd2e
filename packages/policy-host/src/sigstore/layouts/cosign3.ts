// SPDX-License-Identifier: Apache-2.0
import { type Bundle, bundleFromJSON } from '@sigstore/bundle';
import { dsse } from '@sigstore/core';
import { PolicyHostError } from '../../errors.js';
import { parseDocument, readDescriptor } from '../../registry/documents.js';
import { registryDetail } from '../../registry/failures.js';
import { formatReference, siblingReference } from '../../registry/reference.js';
import type {
  Descriptor,
  ImageReference,
  Registry,
} from '../../registry/types.js';
import { fromDer } from '../certificates/certificate.js';
import type { Candidate, Findings, Rejection } from '../evidence/evidence.js';
import { reasonOf, verificationError } from '../../errors.js';
import { IN_TOTO, SIGSTORE_BUNDLE } from './media-types.js';
import { onlyHere } from './only-here.js';
import { readStatement } from './statement.js';

const MAX_REFERRERS = 32;
const MAX_BUNDLE_BYTES = 1024 * 1024;
const EMPTY_TYPE = 'application/vnd.oci.empty.v1+json';

/**
 * Reads the signatures cosign 3 stores as Sigstore bundles, one referrer of
 * the image each.
 *
 * @returns undefined when no referrer holds a bundle.
 * @throws PolicyHostError when the registry fails.
 */
export async function findBundles(
  registry: Registry,
  image: ImageReference,
  digest: string,
): Promise<Findings | undefined> {
  try {
    return await collect(registry, image, digest);
  } catch (cause) {
    const code = cause instanceof PolicyHostError ? cause.code : 'REGISTRY';
    const subject = formatReference(siblingReference(image, digest));
    const detail = `Cannot fetch bundles of ${subject}: ${registryDetail(cause)}`;
    throw new PolicyHostError(
      code,
      `failed to get image trusted layers: ${detail}`,
      cause,
    );
  }
}

async function collect(
  registry: Registry,
  image: ImageReference,
  digest: string,
): Promise<Findings | undefined> {
  const subject = formatReference(siblingReference(image, digest));
  const referrers = await registry.referrers(subject, digest);
  const promising = referrers.filter(mayHoldBundle);
  if (promising.length > MAX_REFERRERS) {
    throw verificationError(
      `${promising.length} bundles found, at most ${MAX_REFERRERS} are read`,
    );
  }
  const candidates: Candidate[] = [];
  const rejections: Rejection[] = [];
  let count = 0;
  for (const referrer of promising) {
    const reference = formatReference(siblingReference(image, referrer.digest));
    for (const layer of await bundleLayers(registry, reference)) {
      count += 1;
      const label = `signature bundle ${count}`;
      const bytes = await registry.blob(reference, layer, MAX_BUNDLE_BYTES);
      try {
        candidates.push(readBundle(label, bytes, digest));
      } catch (error) {
        rejections.push({ label, reason: reasonOf(error) });
      }
    }
  }
  return count === 0 ? undefined : { candidates, rejections };
}

/** Some clients announce the type of the config: only layers are certain. */
function mayHoldBundle({ artifactType }: Descriptor): boolean {
  return (
    artifactType === undefined ||
    artifactType === EMPTY_TYPE ||
    artifactType.startsWith('application/vnd.dev.sigstore.bundle')
  );
}

async function bundleLayers(
  registry: Registry,
  reference: string,
): Promise<readonly string[]> {
  const manifest = await registry.manifest(reference);
  const { layers } = parseDocument(manifest.bytes, reference);
  if (!Array.isArray(layers)) return [];
  return layers
    .slice(0, MAX_REFERRERS)
    .map((layer: unknown) => readDescriptor(layer, reference))
    .filter(({ mediaType }) => mediaType === SIGSTORE_BUNDLE)
    .map((layer) => layer.digest);
}

function readBundle(
  label: string,
  bytes: Uint8Array,
  digest: string,
): Candidate {
  const document = parseObject(bytes);
  const bundle = parseBundle(document);
  if (bundle.content.$case !== 'dsseEnvelope') {
    throw verificationError('bundle holds no DSSE envelope');
  }
  const { payload, payloadType, signatures } = bundle.content.dsseEnvelope;
  const [signature] = signatures;
  if (payloadType !== IN_TOTO || signature === undefined) {
    throw verificationError('bundle holds no in-toto statement');
  }
  const { content } = bundle.verificationMaterial;
  return {
    label,
    message: dsse.preAuthEncoding(payloadType, payload),
    signature: signature.sig,
    certificate:
      content.$case === 'certificate'
        ? fromDer(Buffer.from(content.certificate.rawBytes))
        : undefined,
    annotations: readStatement(payload, digest),
    bundle,
    isBundle: true,
    onlyHere: onlyHere(bundle, hasChain(document)),
  };
}

function parseObject(bytes: Uint8Array): Record<string, unknown> {
  try {
    return parseDocument(bytes, 'bundle');
  } catch (cause) {
    throw verificationError('malformed Sigstore bundle', cause);
  }
}

function hasChain(document: Record<string, unknown>): boolean {
  const material = document['verificationMaterial'] as Record<string, unknown>;
  return material['x509CertificateChain'] !== undefined;
}

function parseBundle(document: Record<string, unknown>): Bundle {
  let bundle: Bundle;
  try {
    bundle = bundleFromJSON(withLeafOnly(document));
  } catch (cause) {
    throw verificationError('malformed Sigstore bundle', cause);
  }
  if (bundle.mediaType !== SIGSTORE_BUNDLE) {
    throw verificationError('not a Sigstore bundle of version 0.3');
  }
  return bundle;
}

/**
 * cosign 3 writes the whole chain of `--certificate-chain` where version 0.3
 * allows one certificate. Only the leaf is evidence: keep that.
 */
function withLeafOnly(
  document: Record<string, unknown>,
): Record<string, unknown> {
  const material = document['verificationMaterial'] as
    Record<string, unknown> | undefined;
  const { x509CertificateChain: chain, ...rest } = material ?? {};
  const { certificates } = (chain ?? {}) as { certificates?: unknown };
  if (!Array.isArray(certificates) || certificates.length === 0) {
    return document;
  }
  const certificate: unknown = certificates[0];
  return { ...document, verificationMaterial: { ...rest, certificate } };
}
