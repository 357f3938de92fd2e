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

/** One entry of an index or of a referrers list (image-spec descriptor). */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly artifactType?: string;
}

/** Where an image is, after Docker's expansion of short names. */
export interface ImageReference {
  /** `host[:port]`, `docker.io` for Docker Hub. */
  readonly registry: string;
  readonly repository: string;
  readonly tag?: string;
  /** `sha256:<hex>`; wins over the tag where both are given. */
  readonly digest?: string;
}

/** User name and password for one registry host. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** Proxies by the scheme of the target; `no` as in `no_proxy`. */
export interface Proxies {
  readonly http?: string | undefined;
  readonly https?: string | undefined;
  readonly no?: string | undefined;
}

/** `sources.yaml`, read: how far each registry host is to be trusted. */
export interface Sources {
  /** `host[:port]` reached without certificate checks or over plain HTTP. */
  readonly insecureSources: readonly string[];
  /** PEM certificates that vouch for a `host[:port]` beside public roots. */
  readonly sourceAuthorities: Readonly<Record<string, readonly string[]>>;
  /** Used where the environment names none. */
  readonly proxies?: Proxies;
}

/** Bounds of everything a registry can make this host do. */
export interface RegistryLimits {
  /** Largest manifest or index, bytes. */
  readonly manifestBytes: number;
  /** From sending a request to the last byte of its answer, ms. */
  readonly requestMs: number;
  /** A whole operation: retries, tokens and redirects included, ms. */
  readonly operationMs: number;
  /** Further tries after 429, 5xx and broken connections. */
  readonly retries: number;
  /** First pause before a retry, ms; doubled each time, at most 2 s. */
  readonly backoffMs: number;
  /** Redirects followed for one request. */
  readonly redirects: number;
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
  /**
   * Manifests that name `digest` as their subject: the referrers API, and on
   * 404 the index under the fallback tag; an empty list when there are none.
   */
  referrers(reference: string, digest: string): Promise<readonly Descriptor[]>;
  /** Uploads a blob unless it is there. */
  pushBlob(reference: string, bytes: Uint8Array): Promise<string>;
  /** Stores a manifest under the reference; answers its digest. */
  pushManifest(
    reference: string,
    bytes: Uint8Array,
    mediaType: string,
  ): Promise<string>;
}
