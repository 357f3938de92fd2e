// SPDX-License-Identifier: Apache-2.0
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

/** Root folder of the project, with a slash at the end. */
export const PROJECT = fileURLToPath(new URL('../../../../', import.meta.url));

/** Absolute path of a file of the project. */
export function projectPath(path: string): string {
  return `${PROJECT}${path}`;
}

/** Text of a file of the project. */
export function projectText(path: string): string {
  return readFileSync(projectPath(path), 'utf8');
}

/** A YAML or JSON file of the project, parsed; the caller knows its shape. */
export function projectDocument<T>(path: string): T {
  return parse(projectText(path)) as T;
}

/** A JSON file of the project; the caller knows its shape. */
export function projectJson<T>(path: string): T {
  return JSON.parse(projectText(path)) as T;
}

/** Writes a value as a JSON file of the project, as Prettier formats it. */
export function writeProjectJson(path: string, value: unknown): void {
  writeFileSync(projectPath(path), `${JSON.stringify(value, null, 2)}\n`);
}
