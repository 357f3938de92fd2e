// SPDX-License-Identifier: Apache-2.0
import { verificationError } from '../../errors.js';
import { Fields } from '../../json/serde.js';
import { isObject } from '../../json/value.js';
import type { JsonValue } from '../../json/value.js';
import { COSIGN_SIGN_PREDICATE, STATEMENT_TYPE } from './media-types.js';
import { readAnnotations, readJson } from './payload.js';

/**
 * Reads the in-toto statement of a cosign 3 signature and checks that it is
 * a signature about this image.
 *
 * @param payload UTF-8 JSON out of the DSSE envelope.
 * @param digest the image's digest, `sha256:<hex>`.
 * @returns the sign-time annotations of the image's subject.
 * @throws PolicyHostError VERIFICATION
 * @see https://github.com/in-toto/attestation, Statement v1
 */
export function readStatement(
  payload: Uint8Array,
  digest: string,
): ReadonlyMap<string, string> {
  const statement = Fields.of(readJson(payload, 'statement'), 'VERIFICATION');
  if (statement.raw('_type') !== STATEMENT_TYPE) {
    throw verificationError('not an in-toto statement of version 1');
  }
  // An attestation about the image is no signature of it.
  if (statement.raw('predicateType') !== COSIGN_SIGN_PREDICATE) {
    throw verificationError('statement is not an image signature');
  }
  // cosign writes an empty one; anything but a map is not cosign's.
  if (!isObject(statement.raw('predicate'))) {
    throw verificationError('predicate of the statement is not a map');
  }
  const subject = statement.raw('subject');
  const found = Array.isArray(subject)
    ? subject.find((entry) => isAbout(entry, digest))
    : undefined;
  if (!isObject(found)) {
    throw verificationError(`statement is not about ${digest}`);
  }
  return readAnnotations(found.get('annotations'));
}

function isAbout(subject: JsonValue, digest: string): boolean {
  const named = isObject(subject) ? subject.get('digest') : undefined;
  const [algorithm = '', hex] = digest.split(':');
  return isObject(named) && named.get(algorithm) === hex;
}
