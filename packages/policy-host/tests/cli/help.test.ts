// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Command } from 'commander';
import { registerCommands } from '../../src/cli/commands.js';
import { cli } from '../support/cli.js';

async function commands(): Promise<readonly Command[]> {
  const program = new Command('policy-host');
  await registerCommands({
    program,
    args: [],
    io: {
      out: () => undefined,
      err: () => undefined,
      outIsTerminal: false,
      errIsTerminal: false,
      noColor: false,
      columns: 80,
      readStdin: async () => new Uint8Array(0),
    },
    exitWith: () => undefined,
  });
  return program.commands;
}

describe('help', () => {
  it('describes every command, argument and flag', async () => {
    const found = await commands();
    assert.deepEqual(found.map((command) => command.name()).sort(), NAMES);
    for (const command of found) {
      assert.ok(command.description() !== '', command.name());
      for (const argument of command.registeredArguments) {
        const subject = `${command.name()} ${argument.name()}`;
        assert.ok(argument.description !== '', subject);
      }
      for (const option of command.options) {
        const subject = `${command.name()} ${option.flags}`;
        assert.ok(option.description !== '', subject);
      }
    }
  });

  it('of a command is no error, however it is asked for', async () => {
    for (const name of NAMES) {
      const direct = await cli([name, '--help']);
      assert.equal(direct.code, 0);
      assert.ok(direct.stdout.startsWith(`Usage: policy-host ${name} `));
      assert.deepEqual(await cli(['help', name]), direct);
    }
  });

  it('of the program names all commands', async () => {
    const { code, stdout } = await cli(['--help']);
    assert.equal(code, 0);
    for (const name of NAMES)
      assert.match(stdout, new RegExp(`^  ${name} `, 'm'));
  });
});

const NAMES = [
  'annotate',
  'completion',
  'explain',
  'inspect',
  'migrate',
  'pull',
  'push',
  'report',
  'run',
  'test',
];

describe('mistyped words are answered with the likely ones', () => {
  const cases: [string[], string][] = [
    [['rnu'], "error: unknown command 'rnu'\n(Did you mean run?)\n"],
    [
      ['run', '--request-pth', 'x'],
      "error: unknown option '--request-pth'\n(Did you mean --request-path?)\n",
    ],
    [
      ['inspect', '--sources-pth', 'x'],
      "error: unknown option '--sources-pth'\n(Did you mean --sources-path?)\n",
    ],
    [
      ['run', 'x.wasm'],
      "error: required option '-r, --request-path <path>' not specified\n",
    ],
  ];
  for (const [args, stderr] of cases) {
    it(args.join(' '), async () => {
      assert.deepEqual(await cli(args), { code: 2, stdout: '', stderr });
    });
  }
});
