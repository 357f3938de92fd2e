// SPDX-License-Identifier: Apache-2.0
import { parseJson } from '../json/parse.js';
import { registryError } from './failures.js';
import { hostPlatform } from './platform.js';
import { isDigest } from './reference.js';
import type { Descriptor } from './types.js';

const MAX_DESCRIPTORS = 1_000;

/** A descriptor of an index, with the platform it is for. */
export interface PlatformDescriptor extends Descriptor {
  readonly os?: string;
  readonly architecture?: string;
}

/**
 * Parses a manifest, index or referrers answer.
 *
 * @throws PolicyHostError REGISTRY unless it is a JSON object.
 */
export function parseDocument(
  bytes: Uint8Array,
  url: string,
): Record<string, unknown> {
  let parsed: unknown;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    parsed = JSON.parse(text);
  } catch (cause) {
    throw registryError(`not valid JSON: url ${url}`, 'REGISTRY', cause);
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw registryError(`not a JSON object: url ${url}`);
  }
  return parsed as Record<string, unknown>;
}

/**
 * Parses what should be a manifest or an index.
 *
 * @throws PolicyHostError REGISTRY in the words of kwctl's client.
 */
export function parseManifest(
  bytes: Uint8Array,
  url: string,
): Record<string, unknown> {
  try {
    parseJson(bytes);
  } catch (cause) {
    const reason = (cause as Error).message;
    throw registryError(
      `Failed to parse manifest: ${reason}`,
      'REGISTRY',
      cause,
    );
  }
  return parseDocument(bytes, url);
}

/** The `manifests` of an index; anything malformed rejects the whole. */
export function readDescriptors(
  document: Record<string, unknown>,
  url: string,
): readonly PlatformDescriptor[] {
  const list = document['manifests'];
  if (!Array.isArray(list) || list.length > MAX_DESCRIPTORS) {
    throw registryError(`malformed index: url ${url}`);
  }
  return list.map((entry: unknown) => readDescriptor(entry, url));
}

/** One descriptor: media type, digest and size are mandatory. */
export function readDescriptor(
  entry: unknown,
  url: string,
): PlatformDescriptor {
  const record = (entry ?? {}) as Record<string, unknown>;
  const { mediaType, digest, size, artifactType } = record;
  if (
    typeof mediaType !== 'string' ||
    typeof digest !== 'string' ||
    !isDigest(digest) ||
    typeof size !== 'number' ||
    !Number.isSafeInteger(size) ||
    size < 0
  ) {
    throw registryError(`malformed descriptor: url ${url}`);
  }
  const platform = (record['platform'] ?? {}) as Record<string, unknown>;
  const { os, architecture } = platform;
  return {
    mediaType,
    digest,
    size,
    ...(typeof artifactType === 'string' ? { artifactType } : {}),
    ...(typeof os === 'string' ? { os } : {}),
    ...(typeof architecture === 'string' ? { architecture } : {}),
  };
}

/** The entry of an index for this host's operating system and processor. */
export function selectPlatform(
  descriptors: readonly PlatformDescriptor[],
): PlatformDescriptor {
  const wanted = hostPlatform();
  const found = descriptors.find(
    ({ os, architecture }) =>
      os === wanted.os && architecture === wanted.architecture,
  );
  if (found === undefined) {
    throw registryError(
      'Image manifest not found: no entry found in image index manifest ' +
        "matching client's default platform",
      'NOT_FOUND',
    );
  }
  return found;
}
