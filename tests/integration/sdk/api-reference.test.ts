// SPDX-License-Identifier: Apache-2.0

/** The SDK's API reference can be generated, and leaves nothing unexplained. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { PROJECT } from '../../support/project.js';

const folder = mkdtempSync(join(tmpdir(), 'api-reference-'));
after(() => rmSync(folder, { recursive: true, force: true }));

it('has a page for every class and function that authors use', () => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      `${PROJECT}node_modules/typedoc/bin/typedoc`,
      ...['--out', folder, '--logLevel', 'Warn'],
    ],
    {
      cwd: `${PROJECT}packages/policy-sdk-assemblyscript`,
      encoding: 'utf8',
    },
  );
  // Warnings are errors: an export without a doc comment is one.
  assert.equal(status, 0, stdout + stderr);
  const pages = readdirSync(folder, { recursive: true }).map(String);
  for (const name of [
    'index/classes/AdmissionRequest.md',
    'index/classes/SettingsReader.md',
    'index/classes/Value.md',
    'index/functions/verifyKeyless.md',
    'index/functions/reject.md',
    'testing/functions/expectCall.md',
  ]) {
    assert.ok(pages.includes(name), name);
  }
});
