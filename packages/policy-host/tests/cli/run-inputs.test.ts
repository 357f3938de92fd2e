// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { cli } from '../support/cli.js';
import { fixture } from '../support/fixture.js';
import { guest } from '../support/guest.js';
import { ALLOWED, REQUEST, steeredPolicy } from '../support/steered-policy.js';

const { folder, wasm, run } = await steeredPolicy();

describe('requests from elsewhere', () => {
  it('standard input', async () => {
    const args = ['run', '-r', '-', wasm];
    const { stdout } = await cli(args, fixture('request.json'));
    assert.equal(stdout, ALLOWED);
  });

  it('raw requests', async () => {
    const args = [
      'run',
      '--raw',
      '-r',
      '-',
      '--settings-json',
      '{"m":"mutate"}',
    ];
    const { stdout } = await cli([...args, wasm], '{"uid":"r","x":2}');
    const response = JSON.parse(stdout) as { uid: string; patch: string };
    assert.equal(response.uid, 'r');
    assert.equal(
      Buffer.from(response.patch, 'base64').toString(),
      '[{"op":"replace","path":"/x","value":1},{"op":"remove","path":"/uid"}]',
    );
  });

  it('a folder and a file of lines, in order, on several workers', async () => {
    const lines = ['a', 'reject', 'c', 'd'].map((uid) =>
      JSON.stringify({
        ...(JSON.parse(fixture('request.json')) as object),
        uid,
      }),
    );
    const file = await folder.write('many.jsonl', `${lines.join('\n')}\n\n`);
    await mkdir(folder.at('requests'));
    for (const [i, line] of lines.entries()) {
      await folder.write(`requests/${i}.json`, line);
    }
    const args = [
      'run',
      '--settings-path',
      await folder.write('s.yml', 'a: 1'),
    ];
    const fromLines = await cli([...args, '-r', file, wasm]);
    const fromFolder = await cli([...args, '-r', folder.at('requests'), wasm]);
    assert.equal(fromLines.stdout, fromFolder.stdout);
    assert.deepEqual(
      fromLines.stdout
        .trim()
        .split('\n')
        .map((line) => {
          const { uid, allowed } = JSON.parse(line) as Record<string, unknown>;
          return `${String(uid)} ${String(allowed)}`;
        }),
      ['a true', 'reject false', 'c true', 'd true'],
    );
    const table = await cli([...args, '-r', file, '-o', 'table', wasm]);
    assert.match(table.stdout, /many\.jsonl:2 +│ rejected │ no /);
    assert.match(table.stdout, /\n4 evaluated: 3 allowed, 1 rejected\n$/);
  });

  it('a bad request among many is named', async () => {
    const file = await folder.write(
      'bad.jsonl',
      `${fixture('request.json')}\n{`,
    );
    assert.deepEqual(await cli(['run', '-r', file, wasm]), {
      code: 1,
      stdout: '',
      stderr:
        'Error: bad.jsonl:2: EOF while parsing an object at line 1 column 1\n',
    });
  });
});

describe('host capabilities', () => {
  it('are answered, denied, recorded and replayed', async () => {
    const message = ({ stdout }: { stdout: string }) =>
      (JSON.parse(stdout) as { status: { message: string } }).status.message;
    const session = folder.at('session.yml');
    const recorded = await run(
      'call-host',
      '--record-host-capabilities-interactions',
      session,
    );
    assert.equal(message(recorded), "ok:{'ips':['127.0.0.1']}");
    assert.equal(
      await readFile(session, 'utf8'),
      `- type: Exchange
  request: |
    !DNSLookupHost
    host: 127.0.0.1
  response:
    type: Success
    payload: '{"ips":["127.0.0.1"]}'
`,
    );
    await folder.write(
      'session.yml',
      (await readFile(session, 'utf8')).replace('["127.0.0.1"]', '["::1"]'),
    );
    const replay = ['--replay-host-capabilities-interactions', session];
    assert.equal(
      message(await run('call-host', ...replay)),
      "ok:{'ips':['::1']}",
    );
    assert.equal(
      (await run('accept', ...replay)).stderr,
      'WARN host: Some of the recorded exchanges have not been replayed\n',
    );
    assert.equal(
      message(await run('call-host', '--allowed-host-capabilities', '--')),
      "err:Policy has not been granted access to the 'net/v1/dns_lookup_host' host capability. The violation has been reported.",
    );
  });

  it('several requests share one session, in order', async () => {
    const request = fixture('request.json').trim();
    const file = await folder.write('two.jsonl', `${request}\n${request}`);
    const session = folder.at('two.yml');
    const settings = ['--settings-json', '{"m":"call-host"}'];
    const flag = (name: string) => `--${name}-host-capabilities-interactions`;
    const args = ['run', '-r', file, ...settings];
    const recorded = await cli([...args, flag('record'), session, wasm]);
    const text = await readFile(session, 'utf8');
    assert.equal(text.match(/^- type: Exchange$/gm)?.length, 2);
    const replayed = await cli([...args, flag('replay'), session, wasm]);
    assert.deepEqual(replayed, recorded);
  });

  it('each policy of a YAML begins the session anew', async () => {
    const policy = (name: string) =>
      `apiVersion: policies.kubewarden.io/v1\nkind: AdmissionPolicy\nmetadata: {name: ${name}}\nspec: {module: ${JSON.stringify(`file://${wasm}`)}, settings: {m: call-host}, mutating: true, rules: []}\n`;
    const yaml = await folder.write(
      'two.yaml',
      `${policy('a')}---\n${policy('b')}`,
    );
    const session = folder.at('policies.yml');
    const flag = (name: string) => `--${name}-host-capabilities-interactions`;
    const args = ['run', '-r', REQUEST];
    const recorded = await cli([...args, flag('record'), session, yaml]);
    const text = await readFile(session, 'utf8');
    assert.equal(text.match(/^- type: Exchange$/gm)?.length, 1);
    const replayed = await cli([...args, flag('replay'), session, yaml]);
    assert.deepEqual(replayed, recorded);
    assert.equal(replayed.stdout.trim().split('\n').length, 2);
  });

  it('a run without calls records an empty session', async () => {
    const session = folder.at('empty.yml');
    await run('accept', '--record-host-capabilities-interactions', session);
    assert.equal(await readFile(session, 'utf8'), '[]\n');
  });

  it('log events go to standard error', async () => {
    const { stderr } = await run('echo');
    assert.equal(stderr, 'INFO policy_log: seen data={"n":1}\n');
  });

  it('log events cannot steer the terminal', async () => {
    const wasm = await folder.write(
      'escapes.wasm',
      await guest(`function handle(op: string, msg: string): i32 {
        hostCall("tracing", "log", '{"level":"info","message":"a\\\\u001b[2Jb"}');
        return reply('{"valid":true,"accepted":true}');
      }`),
    );
    const { stderr } = await cli(['run', '-r', REQUEST, wasm]);
    assert.match(stderr, /^INFO policy_log: a \[2Jb data=\{\}\n/);
  });
});
