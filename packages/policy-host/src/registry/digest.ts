// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { registryError } from './failures.js';

/** `sha256:<hex>` of the bytes. */
export function sha256Digest(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/**
 * Compares received bytes with the digest they were asked for.
 *
 * @throws PolicyHostError REGISTRY when the registry sent other bytes.
 */
export function checkDigest(
  bytes: Uint8Array,
  expected: string,
  url: string,
): void {
  const algorithm = expected.slice(0, expected.indexOf(':'));
  const hex = createHash(algorithm).update(bytes).digest('hex');
  if (`${algorithm}:${hex}` !== expected) {
    throw registryError(
      `digest mismatch: url ${url}, expected ${expected}, got ${algorithm}:${hex}`,
    );
  }
}
