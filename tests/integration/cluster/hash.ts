// SPDX-License-Identifier: Apache-2.0

/**
 * Names of revisions.
 *
 * @see kubernetes/kubernetes pkg/controller/controller_utils.go, ComputeHash;
 *   pkg/controller/history/controller_history.go, HashControllerRevision;
 *   staging/src/k8s.io/apimachinery/pkg/util/rand/rand.go, SafeEncodeString
 */
import type { PodTemplate } from './objects.js';
import { wireText } from './wire.js';

/** No vowels, so that no hash spells a word. */
const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/**
 * The hash of a template and of how often it collided. The real one hashes Go's
 * dump of the template, this one its JSON: the names differ, the structure not.
 */
export function templateHash(
  template: PodTemplate,
  collisionCount: number | undefined,
): string {
  let hash = fnv1a(FNV_OFFSET, Buffer.from(wireText(template)));
  if (collisionCount !== undefined) {
    const bytes = Buffer.alloc(8);
    bytes.writeUInt32LE(collisionCount);
    hash = fnv1a(hash, bytes);
  }
  return safeEncode(String(hash));
}

function fnv1a(start: number, bytes: Uint8Array): number {
  let hash = start;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, FNV_PRIME);
  return hash >>> 0;
}

function safeEncode(text: string): string {
  return [...text]
    .map((char) => ALPHABET[char.charCodeAt(0) % ALPHABET.length])
    .join('');
}
