// SPDX-License-Identifier: Apache-2.0
import { RememberingRegistry } from '../registry/remembering-registry.js';
import type { Registry } from '../registry/types.js';
import type { EvaluatedRequest } from '../wapc/host-call.js';

/** Fetches the evidence of images ahead of their verification. */
export type FetchAhead = (
  registry: Registry,
  images: readonly string[],
) => Promise<void>;

/**
 * For each admission request a registry of its own that is asked everything
 * once. It lives as long as the request is evaluated.
 */
export class RequestRegistries {
  private readonly known = new WeakMap<EvaluatedRequest, RequestRegistry>();

  /** The registry of a request; without one the plain registry. */
  of(registry: Registry, evaluated: EvaluatedRequest | undefined): Registry {
    return evaluated === undefined
      ? registry
      : this.entry(registry, evaluated).registry;
  }

  /** Begins to fetch what the request's images need, once. */
  fetchAhead(
    registry: Registry,
    evaluated: EvaluatedRequest | undefined,
    fetch: FetchAhead,
  ): void {
    if (evaluated === undefined) return;
    const entry = this.entry(registry, evaluated);
    if (entry.begun) return;
    entry.begun = true;
    const images = evaluated.images();
    // A single image is about to be verified anyway.
    if (images.length > 1) void fetch(entry.registry, images);
  }

  private entry(
    registry: Registry,
    evaluated: EvaluatedRequest,
  ): RequestRegistry {
    let entry = this.known.get(evaluated);
    if (entry === undefined) {
      entry = { registry: new RememberingRegistry(registry), begun: false };
      this.known.set(evaluated, entry);
    }
    return entry;
  }
}

interface RequestRegistry {
  readonly registry: Registry;
  begun: boolean;
}
