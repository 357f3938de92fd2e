// SPDX-License-Identifier: Apache-2.0

/** Follows docs/tutorial.md literally: its files are written, its commands run. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { PROJECT, projectText } from '../../support/project.js';

const FENCE = /^```(\w+)([^\n]*)\n([\s\S]*?)^```$/gm;
const COMMAND_TIMEOUT_MS = 180_000;

/** A fenced block: its language, what follows on that line, its text. */
interface Block {
  readonly language: string;
  readonly info: string;
  readonly text: string;
}

function blocks(): Block[] {
  return [...projectText('docs/tutorial.md').matchAll(FENCE)].map((match) => ({
    language: match[1] ?? '',
    info: (match[2] ?? '').trim(),
    text: match[3] ?? '',
  }));
}

let work = '';
before(() => {
  work = realpathSync(mkdtempSync(join(tmpdir(), 'tutorial-')));
});
after(() => rmSync(work, { recursive: true, force: true }));

it('works as written', { timeout: 2 * COMMAND_TIMEOUT_MS }, () => {
  let folder = PROJECT;
  let output = '';
  let commands = 0;
  for (const { language, info, text } of blocks()) {
    const title = /^title=(\S+)$/.exec(info)?.[1];
    if (title !== undefined) writeFileSync(join(folder, title), text);
    else if (info === 'output') {
      assert.equal(output.trimEnd().split('\n').at(-1), text.trimEnd());
    } else if (language === 'console') {
      const state = join(work, 'folder');
      const { status, stdout, stderr } = spawnSync(
        'bash',
        ['-e', '-c', `${text}\npwd > "${state}"`],
        {
          cwd: folder,
          encoding: 'utf8',
          timeout: COMMAND_TIMEOUT_MS,
          // The runner of the tutorial's tests must not talk to this one.
          env: { ...process.env, WORK: work, NODE_TEST_CONTEXT: undefined },
        },
      );
      assert.equal(status, 0, `${text}\n${stdout}${stderr}`);
      output = stdout;
      folder = readFileSync(state, 'utf8').trim();
      commands += 1;
    }
  }
  assert.equal(commands, 5);
});
