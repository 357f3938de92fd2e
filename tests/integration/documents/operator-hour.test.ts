// SPDX-License-Identifier: Apache-2.0
// docs/operator-hour.md shows what its commands print: its files are written,
// its commands run in one shell, with really signed images.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { test } from 'node:test';
import { blocksOf } from '../../support/document.js';
import { PROJECT, projectPath, projectText } from '../../support/project.js';

const PAGE = 'docs/operator-hour.md';
const TIMEOUT_MS = 300_000;
const CONSOLE = /(?<=^```console\n)[\s\S]*?(?=^```$)/gm;

/** Ends the output of a command, and leaves `$?` to the next one. */
const MARK = "mark() { local status=$?; printf '\\0'; return $status; }";

test(`${PAGE} shows what its commands print`, () => {
  const page = projectText(PAGE);
  const commands = commandsOf((page.match(CONSOLE) ?? []).join(''));
  assert.ok(commands.length >= 10);
  const outputs = run(page, commands);
  assert.equal(outputs.length, commands.length);
  const rendered = page.replace(CONSOLE, (block) =>
    commandsOf(block)
      .map((command) => `${command}${outputs.shift() ?? ''}`)
      .join(''),
  );
  if (withoutTimes(rendered) === withoutTimes(page)) return;
  if (process.env['UPDATE_DOCS'] === '1') {
    writeFileSync(projectPath(PAGE), rendered);
  } else {
    assert.equal(rendered, page);
  }
});

/** The lines that begin with a prompt. */
function commandsOf(text: string): readonly string[] {
  return text.match(/^\$ .*\n/gm) ?? [];
}

/** What each command prints, to standard output and error alike. */
function run(page: string, commands: readonly string[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'operator-hour-'));
  try {
    for (const { info, text } of blocksOf(page)) {
      if (!info.startsWith('title=')) continue;
      const path = join(folder, info.slice('title='.length));
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
    const lines = commands.map((command) => `${command.slice(2)}mark`);
    const { stdout, status } = spawnSync(
      'bash',
      ['-c', ['exec 2>&1', MARK, ...lines].join('\n')],
      {
        cwd: folder,
        encoding: 'utf8',
        timeout: TIMEOUT_MS,
        env: {
          HOME: folder,
          PATH: `${PROJECT}node_modules/.bin${delimiter}${process.env['PATH'] ?? ''}`,
          PROJECT,
        },
      },
    );
    assert.equal(status, 0, stdout);
    return stdout.split('\0').slice(0, -1);
  } finally {
    rmSync(folder, { recursive: true });
  }
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
