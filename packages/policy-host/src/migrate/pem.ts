// SPDX-License-Identifier: Apache-2.0
import type { Findings } from './findings.js';
import type { Text } from './fields.js';

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----[^-]*-----END \1-----/g;

/**
 * The PEM blocks of a text, each ending in a line feed. What is no PEM, such as
 * the address of a key that is kept elsewhere, is refused.
 *
 * @param label `PUBLIC KEY` or `CERTIFICATE`
 */
export function pemBlocks(
  { value, line }: Text,
  label: string,
  findings: Findings,
): string[] {
  const blocks = [...value.matchAll(BLOCK)];
  if (blocks.length === 0) {
    findings.refuse(
      line,
      `${value.trim().split('\n')[0]} is not PEM: ` +
        `write the ${label.toLowerCase()} itself`,
    );
  }
  for (const [, found] of blocks) {
    if (found !== label)
      findings.refuse(line, `is a ${found}, and a ${label} is needed`);
  }
  return blocks.map(([block]) => `${block}\n`);
}
