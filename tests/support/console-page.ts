// SPDX-License-Identifier: Apache-2.0

/**
 * A page that shows commands and what they print: its files are written, its
 * commands run in one shell, and what they print is laid beside what it shows.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import {
  commandsOf,
  isRun,
  withOutputs,
  writeFilesOf,
  type Command,
} from './page-commands.js';
import { PROJECT, projectPath, projectText } from './project.js';
import { shows } from './shown-output.js';

const TIMEOUT_MS = 300_000;
/** Ends the output of a command, and leaves `$?` to the next one. */
const MARK = "mark() { local status=$?; printf '\\0'; return $status; }";

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
  const rendered = withOutputs(
    page,
    results.map(({ shown, printed: output, notRun }) =>
      notRun !== undefined || shows(shown, output) ? shown : output,
    ),
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
