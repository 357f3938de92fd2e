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
        '--registry-mirror',
        '--record-host-capabilities-interactions',
        '--replay-host-capabilities-interactions',
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
});

describe('zsh', { skip: missing('zsh') }, () => {
  it('completes a value at its prompt', async () => {
    const program = `zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z 'autoload -Uz compinit; compinit -u -D; source "'$1'"; print RE""ADY'
zpty -r -m z out '*READY*'
zpty -w -n z $'policy-host run -o sa\t x\n'
zpty -r -m z out '*sarif*'
print -r -- "$out"
zpty -d z`;
    const args = ['-f', '-c', program, 'zsh', await script('zsh')];
    const output = execFileSync('zsh', args, {
      encoding: 'utf8',
      timeout: 30_000,
    });
    assert.match(output, /policy-host run -o sarif/);
  });
});

describe('fish', { skip: missing('fish') }, () => {
  /** What fish offers for a line. */
  async function offers(line: string): Promise<string[]> {
    const program = 'source $argv[1]; complete -C $argv[2]';
    const args = ['--no-config', '-c', program, await script('fish'), line];
    return execFileSync('fish', args, { encoding: 'utf8', timeout: 30_000 })
      .trim()
      .split('\n');
  }

  it('offers commands, flags and values', async () => {
    assert.deepEqual(await offers('policy-host p'), [
      'pull\tfetch a policy from a registry',
      'push\tpush an annotated policy to a registry',
    ]);
    assert.deepEqual(await offers('policy-host run --op'), [
      '--operation\twhat is done with the manifests',
    ]);
    assert.deepEqual(await offers('policy-host run --operation '), [
      'CREATE\twhat is done with the manifests',
      'DELETE\twhat is done with the manifests',
      'UPDATE\twhat is done with the manifests',
    ]);
    assert.deepEqual(await offers('policy-host completion '), [
      'bash',
      'fish',
      'zsh',
    ]);
  });
});
