// SPDX-License-Identifier: Apache-2.0
import {
  formatReference,
  parseReference,
  siblingReference,
} from './reference.js';
import type {
  Descriptor,
  FetchedManifest,
  ManifestWithConfig,
  Registry,
} from './types.js';

/**
 * A registry that is asked everything once: whoever asks the same again, or
 * while the answer is under way, gets the same answer, a failure included. It
 * is meant for one admission request, or one report, in which a second look could only differ
 * from the first by somebody's interference.
 */
export class RememberingRegistry implements Registry {
  private readonly answers = new Map<string, Promise<unknown>>();

  constructor(private readonly registry: Registry) {}

  async resolveDigest(reference: string): Promise<string> {
    const digest = await this.once(['digest', canonical(reference)], () =>
      this.registry.resolveDigest(reference),
    );
    // That the repository has this digest need not be asked once more.
    const pinned = siblingReference(parseReference(reference), digest);
    await this.once(['digest', formatReference(pinned)], () =>
      Promise.resolve(digest),
    );
    return digest;
  }

  async manifest(reference: string): Promise<FetchedManifest> {
    return this.once(['manifest', canonical(reference)], () =>
      this.registry.manifest(reference),
    );
  }

  async manifestWithConfig(reference: string): Promise<ManifestWithConfig> {
    return this.once(['config', canonical(reference)], () =>
      this.registry.manifestWithConfig(reference),
    );
  }

  async blob(
    reference: string,
    digest: string,
    maxBytes: number,
  ): Promise<Uint8Array> {
    const { registry, repository } = parseReference(reference);
    const place = `${registry}/${repository}`;
    return this.once(['blob', place, digest, String(maxBytes)], () =>
      this.registry.blob(reference, digest, maxBytes),
    );
  }

  async referrers(
    reference: string,
    digest: string,
  ): Promise<readonly Descriptor[]> {
    const { registry, repository } = parseReference(reference);
    const place = `${registry}/${repository}`;
    return this.once(['referrers', place, digest], () =>
      this.registry.referrers(reference, digest),
    );
  }

  pushBlob(reference: string, bytes: Uint8Array): Promise<string> {
    return this.registry.pushBlob(reference, bytes);
  }

  pushManifest(
    reference: string,
    bytes: Uint8Array,
    mediaType: string,
  ): Promise<string> {
    return this.registry.pushManifest(reference, bytes, mediaType);
  }

  private once<T>(
    question: readonly string[],
    ask: () => Promise<T>,
  ): Promise<T> {
    const key = JSON.stringify(question);
    const known = this.answers.get(key);
    if (known !== undefined) return known as Promise<T>;
    const answer = ask();
    this.answers.set(key, answer);
    return answer;
  }
}

/** One spelling for all of an image; a digest makes the tag meaningless. */
function canonical(reference: string): string {
  const image = parseReference(reference);
  const { digest } = image;
  return formatReference(
    digest === undefined ? image : siblingReference(image, digest),
  );
}
