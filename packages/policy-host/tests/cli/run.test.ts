// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cli } from '../support/cli.js';
import { ALLOWED, REQUEST, steeredPolicy } from '../support/steered-policy.js';

const { folder, wasm, run } = await steeredPolicy();

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

describe('settings that a cluster reads otherwise', () => {
  it('are named with line and value', async () => {
    const settings = await folder.write(
      'settings.yml',
      'm: accept\nlist: [off, yes, 010, 1e3, 1.5, .inf]\nsame: [true, ~, 7, text]\n',
    );
    const { code, stderr } = await cli([
      'run',
      '-r',
      REQUEST,
      '-s',
      settings,
      wasm,
    ]);
    const warning = (text: string, here: string, there: string) =>
      `WARN host: ${settings}:2: kwctl reads ${text} as ${here}, a cluster ${there}: quote it\n`;
    assert.equal(code, 0);
    assert.equal(
      stderr,
      [
        warning('off', '"off"', 'as false'),
        warning('yes', '"yes"', 'as true'),
        warning('010', '"010"', 'as 8'),
        warning('1e3', '1000.0', 'as 1000'),
        warning('.inf', 'null', 'as no value of JSON'),
      ].join(''),
    );
  });
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
      'a settings file that is no YAML',
      async () => [
        '-r',
        REQUEST,
        '-s',
        await folder.write('bad.yml', 'a: 1\nb: ['),
        wasm,
      ],
      /^Error: cannot parse .*bad\.yml: line 2: .*\n$/,
    ],
    [
      'a sources file that is not there',
      async () => [
        '-r',
        REQUEST,
        '--sources-path',
        folder.at('none.yml'),
        wasm,
      ],
      /^Error: Cannot read sources file .*none\.yml: ENOENT.*\n$/,
    ],
    [
      'a sources file that says nothing',
      async () => [
        '-r',
        REQUEST,
        '--sources-path',
        await folder.write('null.yml', 'null'),
        wasm,
      ],
      /^Error: Malformed sources file .*null\.yml: the document must be a mapping\n$/,
    ],
    [
      'a malformed sources file',
      async () => [
        '-r',
        REQUEST,
        '--sources-path',
        await folder.write('list.yml', '[1]'),
        wasm,
      ],
      /^Error: Malformed sources file .*list\.yml: the document must be a mapping\n$/,
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
    [
      'capabilities twice',
      [
        'run',
        '-r',
        'x',
        '--allowed-host-capabilities',
        'oci/*',
        '--allowed-host-capabilities=net/*',
        '--',
        'x.wasm',
      ],
    ],
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
