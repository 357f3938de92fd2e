// SPDX-License-Identifier: Apache-2.0
import { parse } from 'lossless-json';
import { verificationError } from '../../errors.js';
import { COSIGN_SIGN_PREDICATE, STATEMENT_TYPE } from './media-types.js';
import { readAnnotations } from './payload.js';

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
  let statement: Record<string, unknown>;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(payload);
    statement = (parse(text) ?? {}) as Record<string, unknown>;
  } catch (cause) {
    throw verificationError('statement is not valid JSON', cause);
  }
  if (statement['_type'] !== STATEMENT_TYPE) {
    throw verificationError('not an in-toto statement of version 1');
  }
  // An attestation about the image is no signature of it.
  if (statement['predicateType'] !== COSIGN_SIGN_PREDICATE) {
    throw verificationError('statement is no image signature');
  }
  const { subject } = statement;
  const subjects: readonly unknown[] = Array.isArray(subject) ? subject : [];
  const [algorithm = '', hex] = digest.split(':');
  const found = subjects.find((entry) => {
    const named = (entry as { digest?: Record<string, unknown> } | null)
      ?.digest;
    return typeof named === 'object' && named?.[algorithm] === hex;
  });
  if (found === undefined) {
    throw verificationError(`statement is not about ${digest}`);
  }
  return readAnnotations((found as { annotations?: unknown }).annotations);
}
