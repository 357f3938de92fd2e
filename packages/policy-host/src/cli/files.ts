// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { PolicyHostError } from '../errors.js';

/**
 * Reads a file named on the command line.
 *
 * @param doing begin of the error text, such as `Error reading wasm file`
 * @throws PolicyHostError ARGUMENT
 */
export async function readInput(
  path: string,
  doing: string,
): Promise<Uint8Array> {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw fileError(doing, path, cause);
  }
}

/** An error of the file system, as an error of an argument. */
export function fileError(
  doing: string,
  path: string,
  cause: unknown,
): PolicyHostError {
  const detail = cause instanceof Error ? cause.message : String(cause);
  return new PolicyHostError('ARGUMENT', `${doing}: ${path}: ${detail}`, cause);
}
