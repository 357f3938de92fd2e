// SPDX-License-Identifier: Apache-2.0

/**
 * Follows docs/tutorial.md with the packages of this checkout: its files are
 * written, its commands run. With packed ones tests/packed does.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { blocksOf, follow } from '../../support/document.js';
import { PROJECT, projectText } from '../../support/project.js';

const INITIALIZER = `${PROJECT}packages/create-kubewarden-policy/bin/create-kubewarden-policy.js`;
const TIMEOUT_MS = 600_000;

let work = '';
before(() => {
  work = realpathSync(mkdtempSync(join(tmpdir(), 'tutorial-')));
});
after(() => rmSync(work, { recursive: true, force: true }));

it('works as written', { timeout: TIMEOUT_MS }, () => {
  const text = projectText('docs/tutorial.md')
    .replace(
      /^npm create kubewarden-policy@latest (\S+) -- (.*)$/m,
      `node "${INITIALIZER}" $1 $2 --link "${PROJECT}"`,
    )
    .replace(/^npm install\n/m, '');
  assert.ok(text.includes('--link "'));
  const { commands } = follow(blocksOf(text), work, {});
  assert.equal(commands, 5);
});
