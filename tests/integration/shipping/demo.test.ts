// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { PROJECT, projectPath, projectText } from '../../support/project.js';

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

  for (const theme of ['light', 'dark']) {
    it(`has drawn the ${theme} picture that the README shows`, () => {
      const drawn = projectText(`build/demo/demo-${theme}.svg`);
      const shown = `docs/images/demo-${theme}.svg`;
      assert.ok(projectText('README.md').includes(`="${shown}"`));
      if (process.env['UPDATE_DOCS'] === '1') {
        writeFileSync(projectPath(shown), drawn);
      } else {
        assert.equal(projectText(shown), drawn);
      }
    });
  }

  it('draws what it prints, but for the times', () => {
    const picture = projectText('build/demo/demo-light.svg');
    const drawn = [...picture.matchAll(/<text [^>]*>([^<]*)<\/text>/g)]
      .map(([, text = '']) => text)
      .join('')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>');
    const printed = output
      .slice(0, output.indexOf('Your own request'))
      .replace(/ (ms|\d+) +│$/gm, '')
      .replace(/[─│┌┐└┘├┤┬┴┼]/g, '');
    const letters = (text: string) => text.replace(/\s/g, '');
    assert.equal(letters(drawn), letters(`$ make demo${printed}`));
  });

  it('ends with a command that works when pasted', () => {
    const command = output.slice(output.indexOf('  node packages/'));
    const text = runText('sh', ['-c', command]);
    assert.match(text, /│ request\.json │ allowed │/);
    assert.match(text, /1 evaluated: 1 allowed, 0 rejected/);
  });
});
