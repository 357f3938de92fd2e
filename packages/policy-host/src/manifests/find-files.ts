// SPDX-License-Identifier: Apache-2.0
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';

const ENDINGS = /\.(?:json|yaml|yml)$/;

/**
 * Paths of the manifests below a folder, in the order of their names: files in
 * `.json`, `.yaml` and `.yml`, symbolic links followed. A folder that is reached
 * again from within itself is left out.
 */
export async function findFiles(folder: string): Promise<string[]> {
  return walk(folder, []);
}

async function walk(
  folder: string,
  parents: readonly string[],
): Promise<string[]> {
  const real = await realpath(folder);
  if (parents.includes(real)) return [];
  const found: string[] = [];
  for (const name of (await readdir(folder)).sort()) {
    const path = join(folder, name);
    const entry = await stat(path);
    if (entry.isDirectory()) {
      found.push(...(await walk(path, [...parents, real])));
    } else if (ENDINGS.test(name)) {
      found.push(path);
    }
  }
  return found;
}
