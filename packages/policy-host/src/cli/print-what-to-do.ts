// SPDX-License-Identifier: Apache-2.0
import { whatToDo } from '../report/what-to-do.js';
import type { CliIo } from './io.js';
import { repositoryAddress } from './version.js';

/** Forms that people read; others are for programs. */
const FOR_PEOPLE: ReadonlySet<string> = new Set(['json', 'table', 'text']);

/**
 * Tells a person on a terminal where codes of rejections are explained.
 *
 * @param codes of all rejections, asked for if somebody is told
 */
export function printWhatToDo(
  codes: () => readonly string[],
  output: string,
  io: CliIo,
): void {
  if (!io.errIsTerminal || !FOR_PEOPLE.has(output)) return;
  io.err(whatToDo(codes(), repositoryAddress()));
}
