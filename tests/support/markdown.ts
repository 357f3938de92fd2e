// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { projectPath } from './project.js';

/** A table; bars in the cells are escaped. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;
  return [head, head.map(() => '---'), ...rows].map(line).join('');
}

/** A text as code in a line: white space becomes single spaces. */
export function inlineCode(text: string): string {
  const line = text.trim().replace(/\s+/g, ' ');
  return line.includes('`') ? `\`\` ${line} \`\`` : `\`${line}\``;
}

/**
 * Asserts that a page of the project is this text as Prettier formats it;
 * UPDATE_DOCS=1 writes it.
 */
export async function assertPage(path: string, text: string): Promise<void> {
  const file = projectPath(path);
  const config = await resolveConfig(file);
  const formatted = await format(text, { ...config, filepath: file });
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(file, formatted);
  assert.equal(readFileSync(file, 'utf8'), formatted);
}
