// SPDX-License-Identifier: Apache-2.0
import { parseReference } from '../registry/reference.js';
import type { Registry } from '../registry/types.js';
import { findLayers } from './layouts/cosign2.js';
import { findBundles } from './layouts/cosign3.js';

/** Images whose evidence is fetched at the same time. */
const LANES = 8;

/**
 * Fetches what a verification of these images begins with, several at a time,
 * through a registry that remembers: who verifies them afterwards, one after
 * the other, need not wait. Whatever fails here fails there again, and is told
 * there.
 */
export async function fetchAhead(
  registry: Registry,
  images: readonly string[],
): Promise<void> {
  const waiting = [...images];
  const lane = async (): Promise<void> => {
    for (;;) {
      const image = waiting.shift();
      if (image === undefined) return;
      await fetchEvidence(registry, image).catch(() => undefined);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

/** The order of the verifier: bundles only where there are no layers. */
async function fetchEvidence(registry: Registry, image: string): Promise<void> {
  const reference = parseReference(image);
  const digest = await registry.resolveDigest(image);
  const layers = await findLayers(registry, reference, digest);
  if (layers === undefined) await findBundles(registry, reference, digest);
}
