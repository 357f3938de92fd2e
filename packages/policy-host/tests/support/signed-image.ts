// SPDX-License-Identifier: Apache-2.0
import { type KeyObject, sign } from 'node:crypto';
import { PolicyHostError } from '../../src/errors.js';
import { parseReference } from '../../src/registry/reference.js';
import type { Descriptor, Registry } from '../../src/registry/types.js';
import type { Issued } from './authority.js';
import { digestOf } from './fake-registry.js';
import type { TestLog } from './log.js';

/** Reference of the one image in the memory registry. */
export const IMAGE = 'registry.test/app:v1';
/** Its digest. */
export const IMAGE_DIGEST = digestOf('the image');

/** A signature layer to be stored beside the image. */
export interface Layer {
  readonly payload: string;
  readonly annotations: Readonly<Record<string, string>>;
  readonly mediaType?: string;
}

/** Annotations beside a signature. */
export const CERTIFICATE = 'dev.sigstore.cosign/certificate';
export const BUNDLE = 'dev.sigstore.cosign/bundle';

/** A cosign payload for the image. */
export function payloadFor(
  optional: object | null = null,
  digest: string = IMAGE_DIGEST,
): string {
  return JSON.stringify({
    critical: {
      identity: { 'docker-reference': 'registry.test/app' },
      image: { 'docker-manifest-digest': digest },
      type: 'cosign container image signature',
    },
    optional,
  });
}

/** Signs a payload as cosign does with that kind of key. */
export function signPayload(key: KeyObject, payload: string): Buffer {
  const hash = key.asymmetricKeyType === 'ed25519' ? null : 'sha256';
  return sign(hash, Buffer.from(payload), key);
}

/** A layer with its signature and further annotations. */
export function layerOf(
  payload: string,
  signature: Buffer,
  annotations: Readonly<Record<string, string>> = {},
): Layer {
  const name = 'dev.cosignproject.cosign/signature';
  return {
    payload,
    annotations: { [name]: signature.toString('base64'), ...annotations },
  };
}

/** A layer signed with a certificate, and logged where there is a time. */
export function certifiedLayer(
  payload: string,
  by: Issued,
  { log, time, named = by }: Logged,
): Layer {
  const signature = signPayload(by.privateKey, payload);
  return layerOf(payload, signature, {
    [CERTIFICATE]: named.pem,
    ...(time === undefined
      ? {}
      : { [BUNDLE]: log.bundle(payload, signature, named.pem, time) }),
  });
}

interface Logged {
  readonly log: TestLog;
  readonly time: Date | undefined;
  /** Whose certificate stands beside the signature, and in the log. */
  readonly named?: Issued;
}

/** A registry in memory that holds the image and these signatures. */
export function registryWith(
  layers: readonly Layer[] | undefined,
  bundles: readonly string[] = [],
): Registry {
  const blobs = new Map<string, Uint8Array>();
  const put = (text: string, mediaType: string): Descriptor => {
    const bytes = Buffer.from(text);
    blobs.set(digestOf(bytes), bytes);
    return { mediaType, digest: digestOf(bytes), size: bytes.length };
  };
  const manifestType = 'application/vnd.oci.image.manifest.v1+json';
  const bundleType = 'application/vnd.dev.sigstore.bundle.v0.3+json';
  const signatures = layers?.map((layer) => ({
    ...put(
      layer.payload,
      layer.mediaType ?? 'application/vnd.dev.cosign.simplesigning.v1+json',
    ),
    annotations: layer.annotations,
  }));
  const object =
    signatures && put(JSON.stringify({ layers: signatures }), manifestType);
  const referrers = bundles.map((bundle) => {
    const manifest = { layers: [put(bundle, bundleType)] };
    return put(JSON.stringify(manifest), manifestType);
  });
  const find = (digest: string | undefined) => {
    const bytes = blobs.get(digest ?? '');
    if (bytes === undefined) {
      throw new PolicyHostError('NOT_FOUND', 'manifest unknown');
    }
    return bytes;
  };
  const unused = () => Promise.reject(new Error('not in this test'));
  return {
    resolveDigest: () => Promise.resolve(IMAGE_DIGEST),
    manifest: async (reference) => {
      const { digest, tag } = parseReference(reference);
      const isObject = tag === `${IMAGE_DIGEST.replace(':', '-')}.sig`;
      const wanted = isObject ? object?.digest : digest;
      const bytes = find(wanted);
      return { bytes, mediaType: manifestType, digest: wanted ?? '' };
    },
    blob: async (_reference, digest) => find(digest),
    referrers: () => Promise.resolve(referrers),
    manifestWithConfig: unused,
    pushBlob: unused,
    pushManifest: unused,
  };
}
