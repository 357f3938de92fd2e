// SPDX-License-Identifier: Apache-2.0
import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rejectionsOf } from './places.js';
import type { Result } from './results.js';

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';

/**
 * Rejections as a SARIF 2.1.0 log: a rule for each policy, a result for each
 * line.
 *
 * @param version of this program
 */
export function sarifLog(results: readonly Result[], version: string): string {
  const rules = [...new Set(results.map(({ policy }) => policy))];
  const log = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'policy-host',
            version,
            rules: rules.map((id) => ({ id })),
          },
        },
        results: rejectionsOf(results).flatMap(
          ({ file, lines, policy, message }) =>
            lines.map((startLine) => ({
              ruleId: policy,
              ruleIndex: rules.indexOf(policy),
              level: 'error',
              message: { text: message },
              locations: [
                {
                  physicalLocation: {
                    artifactLocation: { uri: uriOf(file) },
                    region: { startLine },
                  },
                },
              ],
            })),
        ),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

/** Relative paths stay relative: they are those of the repository. */
function uriOf(path: string): string {
  if (isAbsolute(path)) return pathToFileURL(path).href;
  return path
    .replaceAll('\\', '/')
    .split('/')
    .map(encodeURIComponent)
    .join('/');
}
