// SPDX-License-Identifier: Apache-2.0

/** A manifest or index as the registry served it; `digest` is of `bytes`. */
export interface FetchedManifest {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  readonly digest: string;
}

/** A manifest with the image configuration it names. */
export interface ManifestWithConfig {
  /** Digest of the manifest (of the platform's child for an index). */
  readonly digest: string;
  readonly manifest: Uint8Array;
  readonly config: Uint8Array;
}

/**
 * Reads an OCI registry (distribution-spec 1.1). References are strings as a
 * user writes them; short names expand as Docker does. Every method rejects
 * with `PolicyHostError` of code REGISTRY, NOT_FOUND, LIMIT or TIMEOUT.
 */
export interface Registry {
  /** Digest the reference resolves to, index digest for multi-arch images. */
  resolveDigest(reference: string): Promise<string>;
  /** The manifest or index; its digest has been checked against the bytes. */
  manifest(reference: string): Promise<FetchedManifest>;
  /** For an index, the entry of the host's own platform is followed. */
  manifestWithConfig(reference: string): Promise<ManifestWithConfig>;
  /** A blob of the reference's repository, checked against its digest. */
  blob(
    reference: string,
    digest: string,
    maxBytes: number,
  ): Promise<Uint8Array>;
  /** Uploads a blob unless it is there. */
  pushBlob(reference: string, bytes: Uint8Array): Promise<string>;
  /** Stores a manifest under the reference; answers its digest. */
  pushManifest(
    reference: string,
    bytes: Uint8Array,
    mediaType: string,
  ): Promise<string>;
}
