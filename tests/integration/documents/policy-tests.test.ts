// SPDX-License-Identifier: Apache-2.0
// The policy's own tests in data pass, and docs/policy-tests.md shows what
// they print.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { PROJECT, projectPath, projectText } from '../../support/project.js';

test('docs/policy-tests.md shows the run of tests/e2e/policy-tests.yml', () => {
  const [, command = '', output] =
    /```console\n\$ policy-host (.*)\n([^`]*)```/.exec(
      projectText('docs/policy-tests.md'),
    ) ?? [];
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      projectPath('packages/policy-host/bin/policy-host.js'),
      ...command.split(' '),
    ],
    { cwd: PROJECT, encoding: 'utf8' },
  );
  assert.equal(stderr, '');
  assert.equal(stdout, output);
  assert.equal(status, 0);
});
