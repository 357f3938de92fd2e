// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { cli, temporaryFolder } from '../support/cli.js';
import type { Folder } from '../support/cli.js';
import { fixture, fixturePath } from '../support/fixture.js';
import { guest } from '../support/guest.js';

/**
 * A guest steered by words in its settings: `reject`, `crash`, `loop`,
 * `mutate`, `bad`; `settings-...` make the check of the settings fail.
 */
const STEERED = `
function has(text: string, word: string): bool { return text.includes(word); }
function handle(op: string, msg: string): i32 {
  if (op == "validate_settings") {
    if (has(msg, "settings-refused")) return reply('{"valid":false,"message":"not so"}');
    if (has(msg, "settings-crash")) return fail('bad "thing"');
    if (has(msg, "settings-nonsense")) return reply('{}');
    return reply('{"valid":true}');
  }
  if (has(msg, "crash")) return fail("crashed");
  if (has(msg, "loop")) while (true) {}
  if (has(msg, "bad")) return reply('{"accepted":"x"}');
  if (has(msg, "reject")) return reply('{"accepted":false,"message":"no"}');
  if (has(msg, "mutate")) return reply('{"accepted":true,"mutated_object":{"x":1}}');
  if (has(msg, "echo")) {
    const log = utf8('{"level":"info","message":"seen","n":1}');
    hostCallWith("kubewarden", "tracing", "log", log);
    return reply('{"accepted":true,"message":"' + msg.length.toString() + '"}');
  }
  if (has(msg, "call-host")) return reply('{"accepted":false,"message":"' + hostCall("net", "v1/dns_lookup_host", '"127.0.0.1"').replaceAll('"', "'") + '"}');
  return reply('{"accepted":true}');
}`;

const REQUEST = fixturePath('request.json');
const ALLOWED =
  '{"uid":"u","allowed":true,"auditAnnotations":null,"warnings":null}\n';

let folder: Folder;
let wasm: string;
before(async () => {
  folder = await temporaryFolder();
  wasm = await folder.write('policy.wasm', await guest(STEERED));
});
after(() => folder.remove());

function run(mode: string, ...more: readonly string[]) {
  const settings = JSON.stringify({ mode });
  return cli([
    'run',
    '-r',
    REQUEST,
    '--settings-json',
    settings,
    ...more,
    wasm,
  ]);
}

describe('verdicts are printed, exit code 0', () => {
  const cases: [string, string][] = [
    ['accept', ALLOWED],
    [
      'reject',
      '{"uid":"u","allowed":false,"status":{"message":"no"},"auditAnnotations":null,"warnings":null}\n',
    ],
    [
      'crash',
      '{"uid":"u","allowed":false,"status":{"message":"internal server error: Guest call failure: crashed","code":500},"auditAnnotations":null,"warnings":null}\n',
    ],
    [
      'bad',
      '{"uid":"u","allowed":false,"status":{"message":"internal server error: invalid response from policy: invalid type: string \\"x\\", expected a boolean","code":500},"auditAnnotations":null,"warnings":null}\n',
    ],
  ];
  for (const [mode, stdout] of cases) {
    it(mode, async () => {
      assert.deepEqual(await run(mode), { code: 0, stdout, stderr: '' });
    });
  }

  it('a patch', async () => {
    const { stdout } = await run('mutate');
    const { patch } = JSON.parse(stdout) as { patch: string };
    assert.equal(
      Buffer.from(patch, 'base64').toString(),
      '[{"op":"add","path":"/x","value":1},{"op":"remove","path":"/apiVersion"},{"op":"remove","path":"/kind"},{"op":"remove","path":"/metadata"},{"op":"remove","path":"/spec"}]',
    );
  });

  it('a time limit', async () => {
    const { code, stdout } = await run('loop', '--timeout', '0.3');
    assert.equal(code, 0);
    assert.equal(
      stdout,
      '{"uid":"u","allowed":false,"status":{"message":"internal server error: Guest call failure: guest code interrupted, time limit of 300 ms reached","code":500},"auditAnnotations":null,"warnings":null}\n',
    );
  });
});

describe('settings that are refused, exit code 1', () => {
  const cases: [string, string][] = [
    ['settings-refused', 'not so'],
    [
      'settings-crash',
      'Error invoking settings validation callback: GuestCallFailure("bad \\"thing\\"")',
    ],
    [
      'settings-nonsense',
      'error: InvalidResponseWithError("missing field `valid`")',
    ],
  ];
  for (const [mode, text] of cases) {
    it(mode, async () => {
      assert.deepEqual(await run(mode), {
        code: 1,
        stdout: '',
        stderr: `Error: Provided settings are not valid: ${text}\n`,
      });
    });
  }
});

describe('errors, exit code 1 and one line', () => {
  const cases: [string, () => Promise<string[]>, RegExp][] = [
    [
      'an empty request',
      async () => ['-r', await folder.write('empty.json', ''), wasm],
      /^Error: EOF while parsing a value at line 1 column 0\n$/,
    ],
    [
      'no request file',
      async () => ['-r', folder.at('none.json'), wasm],
      /^Error: Error opening request file .*none\.json; ENOENT.*\n$/,
    ],
    [
      'no module',
      async () => ['-r', REQUEST, folder.at('none.wasm')],
      /^Error: Cannot find policy with uri: .*none\.wasm: ENOENT.*\n$/,
    ],
    [
      'an unknown scheme',
      async () => ['-r', REQUEST, 'foo://x'],
      /^Error: unknown scheme: foo\n$/,
    ],
    [
      'settings that are no object',
      async () => ['-r', REQUEST, '--settings-json', '[1]', wasm],
      /^Error: Invalid settings in CRD, not an object\n$/,
    ],
    [
      'a bad capability pattern',
      async () => [
        '-r',
        REQUEST,
        '--allowed-host-capabilities',
        'x',
        '--',
        wasm,
      ],
      /^Error: Invalid host capabilities pattern: invalid pattern "x": unknown segment "x", valid options at this level are: crypto, kubernetes, net, oci\n$/,
    ],
    [
      'a bad mirror',
      async () => ['-r', REQUEST, '--registry-mirror', 'x', wasm],
      /^Error: --registry-mirror expects HOST=ADDRESS, got x\n$/,
    ],
    [
      'a bad time limit',
      async () => ['-r', REQUEST, '--timeout', 'soon', wasm],
      /^Error: --timeout must be a number of seconds from above 0 to 86400\n$/,
    ],
    [
      'no session',
      async () => [
        '-r',
        REQUEST,
        '--replay-host-capabilities-interactions',
        folder.at('none.yml'),
        wasm,
      ],
      /^Error: Cannot open host capabilities interactions file ".*none\.yml": ENOENT.*\n$/,
    ],
  ];
  for (const [name, args, stderr] of cases) {
    it(name, async () => {
      const result = await cli(['run', ...(await args())]);
      assert.equal(result.code, 1);
      assert.equal(result.stdout, '');
      assert.match(result.stderr, stderr);
    });
  }

  it('--verbose shows causes', async () => {
    const { stderr } = await cli(['run', '-v', '-r', 'none.json', wasm]);
    assert.match(stderr, /\nCaused by: Error: ENOENT/);
  });
});

describe('wrong arguments, exit code 2', () => {
  const session = ['a.yml', 'b.yml'];
  const cases: [string, string[]][] = [
    ['no request', ['run', 'x.wasm']],
    ['no policy', ['run', '-r', 'x.json']],
    ['an unknown flag', ['run', '--nope']],
    ['an unknown command', ['walk']],
    ['an unknown format', ['run', '-r', 'x', '-o', 'xml', 'x.wasm']],
    [
      'record and replay at once',
      [
        'run',
        '-r',
        'x',
        '--record-host-capabilities-interactions',
        session[0] ?? '',
        '--replay-host-capabilities-interactions',
        session[1] ?? '',
        'x.wasm',
      ],
    ],
  ];
  for (const [name, args] of cases) {
    it(name, async () => {
      const { code, stdout, stderr } = await cli(args);
      assert.equal(code, 2);
      assert.equal(stdout, '');
      assert.match(stderr, /^error: /);
    });
  }
  it('help is no error', async () => {
    const { code, stdout } = await cli(['run', '--help']);
    assert.equal(code, 0);
    assert.match(stdout, /^Usage: policy-host run /);
  });
});

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

  it('a run without calls records an empty session', async () => {
    const session = folder.at('empty.yml');
    await run('accept', '--record-host-capabilities-interactions', session);
    assert.equal(await readFile(session, 'utf8'), '[]\n');
  });

  it('log events go to standard error', async () => {
    const { stderr } = await run('echo');
    assert.equal(stderr, 'INFO policy_log: seen data={"n":1}\n');
  });
});
