// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

/** Root folder of the project, with a slash at the end. */
export const PROJECT = fileURLToPath(new URL('../../../../', import.meta.url));

/** Text of a file of the project. */
export function projectText(path: string): string {
  return readFileSync(`${PROJECT}${path}`, 'utf8');
}

/** A YAML or JSON file of the project, parsed. */
export function projectDocument<T>(path: string): T {
  return parse(projectText(path)) as T;
}
