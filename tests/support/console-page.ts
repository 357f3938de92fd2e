// SPDX-License-Identifier: Apache-2.0

/**
 * A page that shows commands and what they print: its files are written, its
 * commands run in one shell, and what they print is laid beside what it shows.
 *
 * Below `_Not run here: WHY._` a `console` block is left alone. Below
 * `_Recorded with WHAT._` it was run elsewhere, and shows what was recorded.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { blocksOf } from './document.js';
import { PROJECT, projectPath, projectText } from './project.js';

const TIMEOUT_MS = 300_000;
const CONSOLE = /(?:^_([^_]+)\._\n\n)?^```console\n([\s\S]*?)^```$/gm;
const NOT_RUN = 'Not run here: ';
const RECORDED = 'Recorded with ';
/** A command, which backslashes continue, and what it prints. */
const COMMAND = /^\$ ((?:.*\\\n)*.*\n)((?:(?!\$ ).*\n)*)/gm;
/** Stands for what is another in every run: `<fingerprint>`. */
const PLACEHOLDER = /<[a-z][a-z ]*>/g;

/** Ends the output of a command, and leaves `$?` to the next one. */
const MARK = "mark() { local status=$?; printf '\\0'; return $status; }";

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

/** A command, with what it printed this time or was recorded to print. */
export interface Result extends Command {
  readonly printed: string;
}

/** How the commands of a page are run. */
export interface PageOptions {
  /** Variables of the commands, on top of `PROJECT`, `HOME` and `PATH`. */
  readonly env?: Readonly<Record<string, string>>;
  /** Replaces what is another in every run in what is printed. */
  readonly plain?: (printed: string) => string;
  /** What a recorded command printed; undefined where it was not recorded. */
  readonly recording?: (command: Command) => string | undefined;
}

/** The commands of a page, in order. */
export function commandsOf(page: string): Command[] {
  return [...page.matchAll(CONSOLE)].flatMap(([, note = '', block = '']) => {
    const behind = (begin: string) =>
      note.startsWith(begin) ? note.slice(begin.length) : undefined;
    const notRun = behind(NOT_RUN);
    const recorded = behind(RECORDED);
    return [...block.matchAll(COMMAND)].map(([, text = '', shown = '']) => ({
      ...{ text, shown, notRun, recorded },
    }));
  });
}

/** Whether the commands of a page are run by whoever reads it. */
export function isRun({ notRun, recorded }: Command): boolean {
  return notRun === undefined && recorded === undefined;
}

/**
 * Runs the commands of a page, and fails when they print something else than
 * it shows; with `UPDATE_DOCS=1` the page is written anew instead.
 *
 * @param path of the page in the project
 * @param done is told of the commands of the page before they are compared
 */
export function checkPage(
  path: string,
  options: PageOptions = {},
  done: (results: readonly Result[]) => void = () => undefined,
): void {
  const { env = {}, plain = (text) => text, recording } = options;
  const page = projectText(path);
  const commands = commandsOf(page);
  const ran = commands.filter(isRun);
  const printed = run(page, ran, env);
  assert.equal(printed.length, ran.length, printed.at(-1));
  const outputOf = (command: Command): string => {
    if (command.notRun !== undefined) return '';
    if (command.recorded === undefined) return plain(printed.shift() ?? '');
    const output = recording?.(command);
    assert.ok(output !== undefined, `not recorded: ${command.text}`);
    return output;
  };
  // Pages have no spaces at the ends of lines.
  const results = commands.map((command) => ({
    ...command,
    printed: outputOf(command).replace(/ +$/gm, ''),
  }));
  done(results);
  const rest = [...results];
  const rendered = page.replace(CONSOLE, (block) =>
    block.replace(COMMAND, (whole) => {
      const result = rest.shift();
      assert.ok(result);
      const { text, shown, notRun, printed: output } = result;
      const same = notRun !== undefined || shows(shown, output);
      return same ? whole : `$ ${text}${output}`;
    }),
  );
  if (process.env['UPDATE_DOCS'] === '1') {
    if (rendered !== page) writeFileSync(projectPath(path), rendered);
  } else {
    assert.equal(rendered, page);
  }
}

/** What each command prints, to standard output and error alike. */
function run(
  page: string,
  commands: readonly Command[],
  env: Readonly<Record<string, string>>,
): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'page-'));
  try {
    writeFilesOf(page, folder);
    const lines = commands.map(({ text }) => `${text}mark`);
    const { stdout, status } = spawnSync(
      'bash',
      ['-c', ['exec 2>&1', MARK, ...lines, 'exit 0'].join('\n')],
      {
        cwd: folder,
        encoding: 'utf8',
        timeout: TIMEOUT_MS,
        env: {
          HOME: folder,
          PATH: `${PROJECT}node_modules/.bin${delimiter}${process.env['PATH'] ?? ''}`,
          PROJECT,
          ...env,
        },
      },
    );
    assert.equal(status, 0, stdout);
    return stdout.split('\0').slice(0, -1);
  } finally {
    rmSync(folder, { recursive: true });
  }
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

/** Whether a page shows what was printed, but for placeholders and times. */
function shows(shown: string, printed: string): boolean {
  const pattern = withoutTimes(shown)
    .split(PLACEHOLDER)
    .map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('[^\\n]+');
  return new RegExp(`^${pattern}$`).test(withoutTimes(printed));
}

/**
 * Tables with a column of times, each cell without spaces: how wide the times
 * are decides where the other cells break.
 */
function withoutTimes(page: string): string {
  return page.replace(/^┌.*┐\n│.* ms │\n[\s\S]*?^└.*┘$/gm, (table) =>
    table
      .split(/^[┌├└].*$/m)
      .map((row) =>
        row
          .trim()
          .split('\n')
          .map((line) => line.replaceAll(' ', '').split('│').slice(1, -2))
          .reduce((cells, more) => cells.map((cell, i) => cell + more[i]))
          .join('│'),
      )
      .join('\n'),
  );
}
