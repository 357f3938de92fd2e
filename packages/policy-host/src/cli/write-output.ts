// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { fileError } from './files.js';

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
