// SPDX-License-Identifier: Apache-2.0
import { isLosslessNumber, parse } from 'lossless-json';
import { verificationError } from '../../errors.js';

// cosign writes these itself; they are no annotations of the signer.
const RESERVED = new Set(['creator', 'timestamp']);

/**
 * Reads a simple-signing payload and checks that it is about this image.
 *
 * @param bytes the layer's blob, UTF-8 JSON.
 * @param digest the image's digest, `sha256:<hex>`.
 * @returns the sign-time annotations.
 * @throws PolicyHostError VERIFICATION
 */
export function readPayload(
  bytes: Uint8Array,
  digest: string,
): ReadonlyMap<string, string> {
  let payload: unknown;
  try {
    payload = parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw verificationError('payload is not valid JSON', cause);
  }
  const image = member(member(payload, 'critical'), 'image');
  const signed = member(image, 'docker-manifest-digest');
  if (signed !== digest) {
    throw verificationError(
      `payload is for ${printable(signed)}, not for ${digest}`,
    );
  }
  return readAnnotations(member(payload, 'optional'));
}

/** Flat values by their text; nested values can never be matched. */
export function readAnnotations(value: unknown): ReadonlyMap<string, string> {
  const annotations = new Map<string, string>();
  if (typeof value !== 'object' || value === null) return annotations;
  for (const [name, entry] of Object.entries(value)) {
    if (RESERVED.has(name)) continue;
    if (typeof entry === 'string') annotations.set(name, entry);
    else if (typeof entry === 'number' || typeof entry === 'boolean') {
      annotations.set(name, String(entry));
    } else if (isLosslessNumber(entry)) annotations.set(name, entry.value);
  }
  return annotations;
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

function printable(value: unknown): string {
  return typeof value === 'string' && /^[\w:+.-]{1,200}$/.test(value)
    ? value
    : 'something else';
}
