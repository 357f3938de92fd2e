// SPDX-License-Identifier: Apache-2.0
import { checkDigest, sha256Digest } from './digest.js';
import {
  parseDocument,
  parseManifest,
  readDescriptor,
  readDescriptors,
  selectPlatform,
} from './documents.js';
import { printableUrl, registryError, statusError } from './failures.js';
import type { Network } from './endpoints.js';
import type { HttpResponse } from './http.js';
import { DEFAULT_LIMITS } from './limits.js';
import { isIndexType, MANIFEST_ACCEPT, OCI_INDEX } from './media-types.js';
import { isDigest, parseReference, siblingReference } from './reference.js';
import { RegistrySession } from './session.js';
import { EMPTY_SOURCES } from './sources.js';
import type {
  Descriptor,
  FetchedManifest,
  ImageReference,
  ManifestWithConfig,
  Registry,
  RegistryLimits,
  Sources,
} from './types.js';
import { uploadBlob, uploadManifest } from './upload.js';

// The specification asks for 404; older registries also answer these.
const NO_REFERRERS_API = new Set([400, 404, 405, 501]);

/** How to reach registries; every part has a safe default. */
export interface RegistryOptions {
  readonly sources?: Sources | undefined;
  /** Registry host to the `host:port` asked instead, e.g. a local mirror. */
  readonly mirrors?: Readonly<Record<string, string>> | undefined;
  /** Folder of Docker's `config.json`. */
  readonly dockerConfigDir?: string | undefined;
  readonly limits?: Partial<RegistryLimits> | undefined;
  /** @internal for tests: look-ups and sockets */
  readonly network?: Network | undefined;
}

/** A client for the registries of a session; tokens are kept inside it. */
export function createRegistry(options: RegistryOptions = {}): Registry {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const endpoints = {
    sources: options.sources ?? EMPTY_SOURCES,
    mirrors: options.mirrors ?? {},
    network: options.network,
  };
  return new RegistryClient(
    new RegistrySession(endpoints, limits, options.dockerConfigDir),
  );
}

class RegistryClient implements Registry {
  constructor(private readonly session: RegistrySession) {}

  async resolveDigest(reference: string): Promise<string> {
    const image = parseReference(reference);
    const response = await this.session.call(image, {
      method: 'HEAD',
      path: manifestPath(image),
      headers: { accept: MANIFEST_ACCEPT },
      maxBytes: 0,
    });
    const digest = response.headers['docker-content-digest'];
    // The header is optional, and a HEAD that fails says nothing: the manifest
    // itself tells its digest, or what is wrong.
    if (response.status !== 200 || digest === undefined) {
      return (await this.fetch(image)).digest;
    }
    const href = printableUrl(response.url);
    if (!isDigest(digest)) {
      throw registryError(`malformed digest header: url ${href}`);
    }
    if (image.digest !== undefined && image.digest !== digest) {
      throw registryError(
        `digest mismatch: url ${href}, expected ${image.digest}, got ${digest}`,
      );
    }
    return digest;
  }

  manifest(reference: string): Promise<FetchedManifest> {
    return this.fetch(parseReference(reference));
  }

  async manifestWithConfig(reference: string): Promise<ManifestWithConfig> {
    const image = parseReference(reference);
    const top = await this.fetch(image);
    let chosen = top;
    if (isIndexType(top.mediaType)) {
      const document = parseDocument(top.bytes, reference);
      const child = selectPlatform(readDescriptors(document, reference));
      chosen = await this.fetch(siblingReference(image, child.digest));
    }
    const document = parseDocument(chosen.bytes, reference);
    const config = readDescriptor(document['config'], reference);
    const { manifestBytes } = this.session.limits;
    return {
      digest: chosen.digest,
      manifest: chosen.bytes,
      config: await this.fetchBlob(image, config.digest, manifestBytes),
    };
  }

  blob(reference: string, digest: string, max: number): Promise<Uint8Array> {
    return this.fetchBlob(parseReference(reference), digest, max);
  }

  async referrers(
    reference: string,
    digest: string,
  ): Promise<readonly Descriptor[]> {
    const image = parseReference(reference);
    const response = await this.session.call(image, {
      method: 'GET',
      path: `referrers/${digest}`,
      headers: { accept: OCI_INDEX },
      maxBytes: this.session.limits.manifestBytes,
    });
    if (NO_REFERRERS_API.has(response.status)) {
      return this.fallbackReferrers(image, digest);
    }
    expectOk(response);
    const href = printableUrl(response.url);
    return readDescriptors(parseDocument(response.body, href), href);
  }

  pushBlob(reference: string, bytes: Uint8Array): Promise<string> {
    return uploadBlob(this.session, parseReference(reference), bytes);
  }

  pushManifest(
    reference: string,
    bytes: Uint8Array,
    mediaType: string,
  ): Promise<string> {
    const target = parseReference(reference);
    return uploadManifest(this.session, target, bytes, mediaType);
  }

  /** Registries without the referrers API: the index tag `sha256-<hex>`. */
  private async fallbackReferrers(
    image: ImageReference,
    digest: string,
  ): Promise<readonly Descriptor[]> {
    const response = await this.session.call(image, {
      method: 'GET',
      path: `manifests/${digest.replace(':', '-')}`,
      headers: { accept: OCI_INDEX },
      maxBytes: this.session.limits.manifestBytes,
    });
    if (response.status === 404) return [];
    expectOk(response);
    const href = printableUrl(response.url);
    return readDescriptors(parseDocument(response.body, href), href);
  }

  private async fetch(image: ImageReference): Promise<FetchedManifest> {
    const response = await this.session.call(image, {
      method: 'GET',
      path: manifestPath(image),
      headers: { accept: MANIFEST_ACCEPT },
      maxBytes: this.session.limits.manifestBytes,
    });
    expectOk(response);
    const href = printableUrl(response.url);
    const { body } = response;
    const announced = response.headers['docker-content-digest'];
    const expected = image.digest ?? announced;
    if (expected !== undefined && isDigest(expected)) {
      checkDigest(body, expected, href);
    }
    const document = parseManifest(body, href);
    const declared = document['mediaType'];
    const header = response.headers['content-type'] ?? '';
    const mediaType =
      typeof declared === 'string' ? declared : header.split(';')[0]!.trim();
    const digest = image.digest ?? sha256Digest(body);
    return { bytes: body, mediaType, digest };
  }

  private async fetchBlob(
    image: ImageReference,
    digest: string,
    maxBytes: number,
  ): Promise<Uint8Array> {
    if (!isDigest(digest)) throw registryError(`malformed digest: ${digest}`);
    const response = await this.session.call(image, {
      method: 'GET',
      path: `blobs/${digest}`,
      maxBytes,
    });
    expectOk(response);
    checkDigest(response.body, digest, printableUrl(response.url));
    return response.body;
  }
}

function manifestPath(image: ImageReference): string {
  return `manifests/${image.digest ?? image.tag ?? 'latest'}`;
}

function expectOk(response: HttpResponse): void {
  if (response.status !== 200) {
    throw statusError(
      printableUrl(response.url),
      response.status,
      response.body,
    );
  }
}
