// SPDX-License-Identifier: Apache-2.0

/**
 * The closed set of reasons this package fails with. Callers switch on the
 * code; the message is for people.
 */
export type ErrorCode =
  | 'ARGUMENT' // a wrong combination of options or an unreadable input file
  | 'REQUEST' // the admission request is not usable
  | 'SETTINGS' // settings malformed, or refused by the policy
  | 'MODULE' // the Wasm module cannot be read, compiled or instantiated
  | 'GUEST' // the guest failed, trapped or answered nonsense
  | 'TIMEOUT' // a time limit was reached
  | 'LIMIT' // a size or memory limit was reached
  | 'CAPABILITY' // a host call was refused or malformed
  | 'REGISTRY' // the OCI registry failed or answered nonsense
  | 'NOT_FOUND' // the registry has no such manifest, blob or repository
  | 'VERIFICATION' // a signature, certificate or log entry does not verify
  | 'TRUST_ROOT' // the Sigstore trust root cannot be loaded
  | 'METADATA' // metadata.yml or the custom section is invalid
  | 'REPLAY'; // a recorded session cannot be read or does not match

/**
 * The only error class thrown across the borders of this package.
 *
 * `message` is one readable line (operation, subject, expected, got); `cause`
 * keeps the underlying error for `--verbose`.
 */
export class PolicyHostError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'PolicyHostError';
    this.code = code;
  }
}

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
