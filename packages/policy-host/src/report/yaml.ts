// SPDX-License-Identifier: Apache-2.0
import { stringify } from 'yaml';

/** JSON lines as YAML documents. */
export function yamlDocuments(lines: string): string {
  return lines
    .trimEnd()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => `---\n${stringify(JSON.parse(line), { indentSeq: false })}`)
    .join('');
}
