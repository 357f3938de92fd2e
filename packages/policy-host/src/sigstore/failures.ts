// SPDX-License-Identifier: Apache-2.0
import { PolicyHostError } from '../errors.js';

/** A signature, certificate or log entry that does not verify. */
export function verificationError(
  message: string,
  cause?: unknown,
): PolicyHostError {
  return new PolicyHostError('VERIFICATION', message, cause);
}

/** The first line of any error, to be embedded into another message. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const nested = error instanceof Error ? error.cause : undefined;
  // Sigstore's libraries keep the real reason one level down.
  const detail =
    nested instanceof Error && !(error instanceof PolicyHostError)
      ? `: ${nested.message}`
      : '';
  return (text + detail).split('\n')[0]!;
}
