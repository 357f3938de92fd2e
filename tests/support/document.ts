// SPDX-License-Identifier: Apache-2.0

/** Follows a document literally: writes its files, runs its commands. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const FENCE = /^```(\w+)([^\n]*)\n([\s\S]*?)^```$/gm;
const COMMAND_TIMEOUT_MS = 300_000;

/** A fenced block: its language, what follows on that line, its text. */
export interface Block {
  readonly language: string;
  readonly info: string;
  readonly text: string;
}

/** The fenced blocks of a Markdown text. */
export function blocksOf(text: string): Block[] {
  return [...text.matchAll(FENCE)].map((match) => ({
    language: match[1] ?? '',
    info: (match[2] ?? '').trim(),
    text: match[3] ?? '',
  }));
}

/**
 * Writes each block with a `title=` to the file of that name, runs each
 * `console` block, and compares the last line of what it printed with an
 * `output` block behind it.
 *
 * @param folder where it begins; `cd` in the commands counts
 * @param env variables of the commands, on top of this process's
 * @returns the number of blocks that were run, and the folder it ended in
 */
export function follow(
  blocks: readonly Block[],
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
): { readonly commands: number; readonly folder: string } {
  let now = folder;
  let output = '';
  let commands = 0;
  for (const { language, info, text } of blocks) {
    const title = /^title=(\S+)$/.exec(info)?.[1];
    if (title !== undefined) {
      mkdirSync(dirname(join(now, title)), { recursive: true });
      writeFileSync(join(now, title), text);
    } else if (info === 'output') {
      assert.equal(output.trimEnd().split('\n').at(-1), text.trimEnd());
    } else if (language === 'console') {
      ({ output, folder: now } = run(text, now, env));
      commands += 1;
    }
  }
  return { commands, folder: now };
}

function run(
  text: string,
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
): { readonly output: string; readonly folder: string } {
  const script = `${text}\npwd >&3`;
  const { status, stdout, stderr, output } = spawnSync(
    'bash',
    ['-e', '-c', script],
    {
      cwd: folder,
      encoding: 'utf8',
      timeout: COMMAND_TIMEOUT_MS,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      // A runner inside of this one must not talk to it.
      env: { ...process.env, NODE_TEST_CONTEXT: undefined, ...env },
    },
  );
  assert.equal(status, 0, `${text}\n${stdout}${stderr}`);
  return { output: stdout, folder: (output[3] ?? '').trim() };
}
