// SPDX-License-Identifier: Apache-2.0

/** The closed set of reasons this wrapper fails with before kwctl runs. */
export type KwctlErrorCode =
  | 'ARGUMENT' // KWCTL_PATH or KWCTL_MIRROR is not usable
  | 'PLATFORM' // there is no kwctl release for this machine
  | 'NETWORK' // the release server or the proxy cannot be reached
  | 'HTTP' // the release server answers with an error
  | 'LIMIT' // a size or time limit was reached
  | 'ARCHIVE' // the downloaded zip is damaged or not what was expected
  | 'TRUST_ROOT' // Sigstore's trust root cannot be loaded
  | 'VERIFICATION' // the binary is not signed by Kubewarden's release workflow
  | 'DISK' // the cache cannot be written
  | 'RUN'; // the binary cannot be started

/**
 * The only error class thrown across the borders of this package. `message`
 * says what failed and what to do about it; `cause` keeps the original error.
 */
export class KwctlError extends Error {
  readonly code: KwctlErrorCode;

  constructor(code: KwctlErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'KwctlError';
    this.code = code;
  }
}

/** The `code` of a Node.js or undici error, looking through its causes. */
export function systemCode(error: unknown): string | undefined {
  let current: unknown = error;
  for (let depth = 0; depth < 5 && current instanceof Error; depth += 1) {
    if ('code' in current && typeof current.code === 'string') {
      return current.code;
    }
    current = current.cause;
  }
  return undefined;
}

/** The message of the innermost cause, on one line. */
export function rootMessage(error: unknown): string {
  let current: unknown = error;
  for (
    let depth = 0;
    depth < 5 && current instanceof Error && current.cause instanceof Error;
    depth += 1
  ) {
    current = current.cause;
  }
  const text = current instanceof Error ? current.message : String(current);
  return text.replace(/\s+/g, ' ').trim();
}
