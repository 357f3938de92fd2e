// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
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
    return await readFile(path);
  } catch (cause) {
    throw fileError(doing, path, cause);
  }
}

/**
 * Writes a file so that a reader sees all of it or none.
 *
 * @throws PolicyHostError ARGUMENT
 */
export async function writeOutput(
  path: string,
  content: Uint8Array,
): Promise<void> {
  const temporary = `${path}.${randomUUID()}`;
  try {
    await writeFile(temporary, content);
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw fileError('Error writing file', path, cause);
  }
}

function fileError(
  doing: string,
  path: string,
  cause: unknown,
): PolicyHostError {
  const detail = cause instanceof Error ? cause.message : String(cause);
  return new PolicyHostError('ARGUMENT', `${doing}: ${path}: ${detail}`, cause);
}
