// SPDX-License-Identifier: Apache-2.0
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Root folder of the project, with a slash at the end. */
export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** Absolute path of a file of the project. */
export function fromRoot(path: string): string {
  return `${ROOT}${path}`;
}

/** Text of a file of the project. */
export function readText(path: string): string {
  return readFileSync(fromRoot(path), 'utf8');
}

/** A JSON file of the project; the caller knows its shape. */
export function readJson<T>(path: string): T {
  return JSON.parse(readText(path)) as T;
}

/** Writes a value as a JSON file of the project, as Prettier formats it. */
export function writeJson(path: string, value: unknown): void {
  writeFileSync(fromRoot(path), `${JSON.stringify(value, null, 2)}\n`);
}
