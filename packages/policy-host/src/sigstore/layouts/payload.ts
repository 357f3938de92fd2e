// SPDX-License-Identifier: Apache-2.0
import { verificationError } from '../../errors.js';
import { parseJson } from '../../json/parse.js';
import { Fields } from '../../json/serde.js';
import { isObject, JsonNumber } from '../../json/value.js';
import type { JsonValue } from '../../json/value.js';

/** What cosign says a payload is; another kind is no image signature. */
const COSIGN_TYPE = 'cosign container image signature';

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
  const document = readJson(bytes, 'payload');
  let payload: Payload;
  try {
    payload = readFields(document);
  } catch (cause) {
    throw verificationError(
      `payload is not cosign's: ${(cause as Error).message}`,
      cause,
    );
  }
  const { type, signed, optional } = payload;
  if (type !== COSIGN_TYPE) {
    throw verificationError("payload is not cosign's: another critical.type");
  }
  if (signed !== digest) {
    throw verificationError(
      `payload is for ${printable(signed)}, not for ${digest}`,
    );
  }
  return readAnnotations(optional);
}

/** Parses evidence that is JSON. @throws PolicyHostError VERIFICATION */
export function readJson(bytes: Uint8Array, what: string): JsonValue {
  try {
    return parseJson(bytes);
  } catch (cause) {
    throw verificationError(`${what} is not valid JSON`, cause);
  }
}

interface Payload {
  readonly type: string;
  readonly signed: string;
  readonly optional: JsonValue;
}

/** Which image it was signed as is not compared: images may be copied. */
function readFields(document: JsonValue): Payload {
  const root = Fields.of(document, 'VERIFICATION');
  const critical = root.nested('critical');
  critical.nested('identity').string('docker-reference');
  return {
    type: critical.string('type'),
    signed: critical.nested('image').string('docker-manifest-digest'),
    optional: root.raw('optional') ?? null,
  };
}

/** Flat values by their text; nested values can never be matched. */
export function readAnnotations(
  value: JsonValue | undefined,
): ReadonlyMap<string, string> {
  const annotations = new Map<string, string>();
  if (!isObject(value)) return annotations;
  for (const [name, entry] of value) {
    if (RESERVED.has(name)) continue;
    if (typeof entry === 'string') annotations.set(name, entry);
    else if (typeof entry === 'boolean') annotations.set(name, String(entry));
    else if (entry instanceof JsonNumber) annotations.set(name, entry.text);
  }
  return annotations;
}

function printable(value: string): string {
  return /^[\w:+.-]{1,200}$/.test(value) ? value : 'something else';
}
