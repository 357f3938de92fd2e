// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PolicyHostError } from '../errors.js';
import { parseDocument, readDescriptors } from './documents.js';
import { isIndexType, OCI_MANIFEST } from './media-types.js';
import { isDigest, parseReference } from './reference.js';

const REF_NAME = 'org.opencontainers.image.ref.name';

/** A manifest or blob of the layout, as it is served. */
export interface StoredObject {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  readonly digest: string;
}

/**
 * An OCI image layout folder read as a registry: entries of `index.json`
 * name a full reference in `org.opencontainers.image.ref.name`.
 *
 * @see image-spec, Image Layout
 */
export class ImageLayout {
  private readonly tags = new Map<string, string>();
  private readonly mediaTypes = new Map<string, string>();
  private readonly repositories = new Set<string>();

  private constructor(private readonly folder: string) {}

  /** Opens a layout; rejects with ARGUMENT when it is not one. */
  static async open(folder: string): Promise<ImageLayout> {
    const layout = new ImageLayout(folder);
    try {
      const path = join(folder, 'index.json');
      const index = parseDocument(await readFile(path), path);
      const entries = index['manifests'];
      const descriptors = readDescriptors(index, path);
      descriptors.forEach((descriptor, i) => {
        const entry = (entries as Record<string, unknown>[])[i];
        const { annotations } = entry as { annotations?: unknown };
        const names = (annotations ?? {}) as Record<string, unknown>;
        const name = names[REF_NAME];
        if (typeof name === 'string') layout.add(name, descriptor);
      });
    } catch (cause) {
      if (cause instanceof PolicyHostError && cause.code === 'ARGUMENT') {
        throw cause;
      }
      const text = (cause as Error).message;
      throw new PolicyHostError(
        'ARGUMENT',
        `Cannot read OCI layout ${folder}: ${text}`,
        cause,
      );
    }
    return layout;
  }

  /** True if some reference of the layout names this repository. */
  hasRepository(repository: string): boolean {
    return this.repositories.has(repository);
  }

  /** All tags of a repository, sorted. */
  tagsOf(repository: string): readonly string[] {
    const prefix = `${repository}:`;
    return [...this.tags.keys()]
      .filter((key) => key.startsWith(prefix))
      .map((key) => key.slice(prefix.length))
      .sort();
  }

  /** A manifest by tag or digest; undefined when the layout has none. */
  async manifest(
    repository: string,
    tagOrDigest: string,
  ): Promise<StoredObject | undefined> {
    const digest = isDigest(tagOrDigest)
      ? tagOrDigest
      : this.tags.get(`${repository}:${tagOrDigest}`);
    if (digest === undefined) return undefined;
    const bytes = await this.blob(digest);
    if (bytes === undefined) return undefined;
    const mediaType = this.mediaTypes.get(digest) ?? declaredType(bytes);
    return { bytes, mediaType, digest };
  }

  /** A blob by digest; undefined when the layout has none. */
  async blob(digest: string): Promise<Uint8Array | undefined> {
    if (!isDigest(digest)) return undefined;
    const [algorithm = '', hex = ''] = digest.split(':');
    try {
      return await readFile(join(this.folder, 'blobs', algorithm, hex));
    } catch {
      return undefined;
    }
  }

  /** Descriptors of this repository's manifests with that subject. */
  async referrers(
    repository: string,
    subject: string,
  ): Promise<readonly Record<string, unknown>[]> {
    const found: Record<string, unknown>[] = [];
    for (const digest of await this.reachable(repository)) {
      const bytes = await this.blob(digest);
      if (bytes === undefined) continue;
      const document = parseDocument(bytes, digest);
      const named = document['subject'] as { digest?: unknown } | undefined;
      if (named?.digest !== subject) continue;
      const config = document['config'] as { mediaType?: unknown } | undefined;
      found.push({
        mediaType: this.mediaTypes.get(digest) ?? declaredType(bytes),
        digest,
        size: bytes.length,
        artifactType: document['artifactType'] ?? config?.mediaType,
        annotations: document['annotations'],
      });
    }
    return found;
  }

  private add(
    name: string,
    descriptor: { digest: string; mediaType: string },
  ): void {
    const reference = parseReference(name);
    const { repository } = reference;
    this.repositories.add(repository);
    this.mediaTypes.set(descriptor.digest, descriptor.mediaType);
    const tag = reference.tag ?? descriptor.digest;
    const key = `${repository}:${tag}`;
    // The path of a request does not tell registries apart.
    const known = this.tags.get(key);
    if (known !== undefined && known !== descriptor.digest) {
      throw new PolicyHostError(
        'ARGUMENT',
        `OCI layout ${this.folder} names ${key} in two registries`,
      );
    }
    this.tags.set(key, descriptor.digest);
  }

  private async reachable(repository: string): Promise<ReadonlySet<string>> {
    const prefix = `${repository}:`;
    const digests = new Set<string>();
    for (const [key, digest] of this.tags) {
      if (!key.startsWith(prefix)) continue;
      digests.add(digest);
      if (!isIndexType(this.mediaTypes.get(digest) ?? '')) continue;
      const bytes = await this.blob(digest);
      if (bytes === undefined) continue;
      const children = readDescriptors(parseDocument(bytes, digest), digest);
      for (const child of children) digests.add(child.digest);
    }
    return digests;
  }
}

function declaredType(bytes: Uint8Array): string {
  try {
    const { mediaType } = parseDocument(bytes, 'layout');
    return typeof mediaType === 'string' ? mediaType : OCI_MANIFEST;
  } catch {
    return 'application/octet-stream';
  }
}
