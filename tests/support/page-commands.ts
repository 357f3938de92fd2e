// SPDX-License-Identifier: Apache-2.0

/**
 * The commands of a page, and its files. Below `_Not run here: WHY._` a
 * `console` block is left alone. Below `_Recorded with WHAT._` it was run
 * elsewhere, and shows what was recorded.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { blocksOf } from './document.js';

const CONSOLE = /(?:^_([^_]+)\._\n\n)?^```console\n([\s\S]*?)^```$/gm;
const NOT_RUN = 'Not run here: ';
const RECORDED = 'Recorded with ';
/** A command, which backslashes continue, and what it prints. */
const COMMAND = /^\$ ((?:.*\\\n)*.*\n)((?:(?!\$ ).*\n)*)/gm;

/** A command of a page. */
export interface Command {
  readonly text: string;
  /** What the page shows that it prints. */
  readonly shown: string;
  /** Why it is not run; undefined where it is. */
  readonly notRun: string | undefined;
  /** What it was recorded with; undefined where it was not. */
  readonly recorded: string | undefined;
}

/** The commands of a page, in order. */
export function commandsOf(page: string): Command[] {
  return [...page.matchAll(CONSOLE)].flatMap(([, note = '', block = '']) => {
    const behind = (begin: string) =>
      note.startsWith(begin) ? note.slice(begin.length) : undefined;
    return [...block.matchAll(COMMAND)].map(([, text = '', shown = '']) => ({
      text,
      shown,
      notRun: behind(NOT_RUN),
      recorded: behind(RECORDED),
    }));
  });
}

/** The page, with an output for each of its commands, in order. */
export function withOutputs(page: string, outputs: readonly string[]): string {
  const rest = [...outputs];
  return page.replace(CONSOLE, (block) =>
    block.replace(
      COMMAND,
      (_, text: string) => `$ ${text}${rest.shift() ?? ''}`,
    ),
  );
}

/** Whether a test runs a command. */
export function isRun({ notRun, recorded }: Command): boolean {
  return notRun === undefined && recorded === undefined;
}

/** Writes each block with a `title=` to the file of that name. */
export function writeFilesOf(page: string, folder: string): void {
  for (const { info, text } of blocksOf(page)) {
    if (!info.startsWith('title=')) continue;
    const path = join(folder, info.slice('title='.length));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}
