// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { cli, temporaryFolder } from '../support/cli.js';
import type { Folder } from '../support/cli.js';

let folder: Folder;
before(async () => {
  folder = await temporaryFolder();
});
after(() => folder.remove());

async function script(shell: string): Promise<string> {
  const { code, stdout } = await cli(['completion', shell]);
  assert.equal(code, 0);
  return folder.write(`completion.${shell}`, stdout);
}

const missing = (shell: string) =>
  spawnSync(shell, ['--version']).error === undefined
    ? false
    : `there is no ${shell} here`;

describe('bash', { skip: missing('bash') }, () => {
  /** What bash offers for the last of these words. */
  async function offers(...words: readonly string[]): Promise<string[]> {
    const file = await script('bash');
    const program = `source "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=()
_policy_host; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return execFileSync('bash', ['-c', program, 'bash', file, ...words], {
      encoding: 'utf8',
    })
      .split('\n')
      .filter((word) => word !== '');
  }

  const cases: [string[], string[]][] = [
    [
      ['policy-host', 'p'],
      ['push', 'pull'],
    ],
    [['policy-host', '-v', 'in'], ['inspect']],
    [
      ['policy-host', 'run', '--re'],
      [
        '--request-path',
        '--record-host-capabilities-interactions',
        '--replay-host-capabilities-interactions',
        '--registry-mirror',
      ],
    ],
    [['policy-host', 'run', '-o', 's'], ['sarif']],
    [
      ['policy-host', 'run', '--operation', ''],
      ['CREATE', 'UPDATE', 'DELETE'],
    ],
    // Nothing: bash goes on with files.
    [['policy-host', 'run', '-r', ''], []],
    [
      ['policy-host', 'completion', ''],
      ['bash', 'zsh', 'fish', '-h', '--help'],
    ],
  ];
  for (const [words, expected] of cases) {
    it(words.join(' '), async () => {
      assert.deepEqual(await offers(...words), expected);
    });
  }
});

describe('zsh and fish', () => {
  it('zsh gets commands, flags with descriptions, and values', async () => {
    const { stdout } = await cli(['completion', 'zsh']);
    assert.match(stdout, /^#compdef policy-host\n/);
    assert.match(stdout, /^ {4}'run:evaluate requests with a policy'$/m);
    assert.ok(
      stdout.includes(
        "'*--output[form of the results]:value:(json yaml table junit sarif github)'",
      ),
    );
    assert.ok(stdout.includes("'*:argument:(bash zsh fish)'"));
  });

  it('fish gets them as well', async () => {
    const { stdout } = await cli(['completion', 'fish']);
    assert.ok(
      stdout.includes(
        `complete -c policy-host -n "__fish_seen_subcommand_from run" -s o -l output -r -f -a 'json yaml table junit sarif github' -d 'form of the results'\n`,
      ),
    );
    assert.ok(
      stdout.includes(
        `complete -c policy-host -n "__fish_seen_subcommand_from completion" -f -a 'bash zsh fish'\n`,
      ),
    );
  });

  for (const shell of ['zsh', 'fish']) {
    it(
      `${shell} finds its script sound`,
      { skip: missing(shell) },
      async () => {
        execFileSync(shell, ['-n', await script(shell)]);
      },
    );
  }
});
