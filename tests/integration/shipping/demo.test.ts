// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { PROJECT, projectText } from '../../support/project.js';

const TIMEOUT_MS = 60_000;
const DEMO = 'build/ts/scripts/demo.js';

function runText(command: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: PROJECT,
    encoding: 'utf8',
    timeout: TIMEOUT_MS,
  });
  assert.equal(status, 0, stderr);
  return stdout;
}

/** Times differ from run to run. */
function withoutTimes(text: string): string {
  return text.replace(/ +\d+ │$/gm, ' MS │').trim();
}

describe('make demo', () => {
  const output = runText(process.execPath, [DEMO]);

  it('decides about eight requests', () => {
    const verdicts = output.match(/│ (accepted|rejected) +│/g) ?? [];
    assert.deepEqual(
      verdicts.map((cell) => cell.replace(/[│ ]/g, '')),
      [
        'accepted',
        'rejected',
        'rejected',
        'rejected',
        'accepted',
        'accepted',
        'accepted',
        'accepted',
      ],
    );
  });

  it('has no colours where there is no terminal', () => {
    assert.equal(output.includes('\u001b'), false);
  });

  it('is what the README shows', () => {
    const readme = projectText('README.md');
    const [, shown = ''] =
      /<!-- demo: begin -->\s*```text\n([^]*?)```/.exec(readme) ?? [];
    assert.equal(withoutTimes(shown), withoutTimes(output));
  });

  it('ends with a command that works when pasted', () => {
    const command = output.slice(output.indexOf('  node packages/'));
    const text = runText('sh', ['-c', command]);
    assert.match(text, /│ request\.json │ allowed │/);
    assert.match(text, /1 evaluated: 1 allowed, 0 rejected/);
  });
});
