// SPDX-License-Identifier: Apache-2.0

/** What authors get wrong: failures nobody looks at, crashes, wrong types. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { before, describe, it } from 'node:test';
import { loadPolicy } from '@kubewarden/policy-host';
import { loadGuest, type Guest, type HostCall } from '../../support/guest.js';
import { PROJECT } from '../../support/project.js';
import { okText } from '../../support/scripted-host.js';

const SDK = '@kubewarden/policy-sdk-assemblyscript';
const GUEST = 'packages/policy-sdk-assemblyscript/tests/guests/unlooked.ts';
const ORDER = ['--transform', `${SDK}/transform/registration-last.mjs`];
const CONFIG = 'build/sdk/asconfig.json';
const ABORT = { silent: 'abort', explaining: 'explain' };
/** What a build may take more for saying why it crashes. */
const MAX_EXPLAIN_BYTES = 2048;

/** Compiles without the policy's own configuration. */
function asc(entry: string, ...flags: string[]) {
  mkdirSync(`${PROJECT}build/sdk`, { recursive: true });
  writeFileSync(`${PROJECT}${CONFIG}`, '{}');
  return spawnSync(
    process.execPath,
    [
      `${PROJECT}node_modules/assemblyscript/bin/asc.js`,
      ...[entry, '--config', CONFIG, '--runtime', 'stub', '--noAssert'],
      ...['--enable', 'simd', '--exportStart', 'wapc_init', '-Oz', ...flags],
    ],
    { cwd: PROJECT, encoding: 'utf8' },
  );
}

/** Compiles the guest; gives the path of the module. */
function compileGuest(
  abort: keyof typeof ABORT,
  ...flags: readonly string[]
): string {
  const name = ['unlooked', abort, ...flags].join('-');
  const path = `${PROJECT}build/sdk/${name}.wasm`;
  const use = `abort=~lib/${SDK}/assembly/wapc/${ABORT[abort]}/abort`;
  const { status, stderr } = asc(
    GUEST,
    '--use',
    use,
    ...ORDER,
    ...flags,
    '-o',
    path,
  );
  assert.equal(status, 0, stderr);
  return path;
}

function payload(object: object, settings: object = {}): string {
  return JSON.stringify({ request: { object }, settings });
}

/** Of failures that nobody looked at: the object, and the answer. */
const UNLOOKED: readonly (readonly [object, string])[] = [
  [
    { mistake: 'string', text: 5 },
    'object.text: expected a string, got a number',
  ],
  [{ mistake: 'two', second: 1 }, 'object.first: missing'],
  [
    { mistake: 'number', n: 1.5 },
    'object.n: expected a 64-bit integer, got a number',
  ],
  [
    { mistake: 'list', list: ['a', 1] },
    'object.list[1]: expected a string, got a number',
  ],
  [{ mistake: 'class' }, 'kind: missing'],
  [{ mistake: 'pod' }, 'kind: missing'],
  [
    { mistake: 'walk', list: {} },
    'object.list: expected an array, got an object',
  ],
  [
    { mistake: 'members', list: [] },
    'object.list: expected an object, got an array',
  ],
  [{ mistake: 'edit' }, 'object.mistake: expected an object, got a string'],
  [
    { mistake: 'both', list: {}, text: 1 },
    'object.text: expected a string, got a number',
  ],
];

describe('a failure that nobody looked at', () => {
  let guest: Guest;
  before(() => {
    guest = loadGuest(compileGuest('silent'));
  });

  function answer(operation: string, text: string): unknown {
    const { status, bytes } = guest.call(operation, text);
    assert.equal(status, 'ok', Buffer.from(bytes).toString());
    return JSON.parse(Buffer.from(bytes).toString());
  }

  for (const [object, message] of UNLOOKED) {
    it(`rejects: ${JSON.stringify(object)}`, () => {
      assert.deepEqual(answer('validate', payload(object)), {
        accepted: false,
        message,
      });
      // It holds for one call.
      assert.deepEqual(answer('validate', payload({ mistake: '' })), {
        accepted: true,
      });
    });
  }

  it('is nothing when it was looked at', () => {
    const object = { mistake: 'looked', list: {} };
    assert.deepEqual(answer('validate', payload(object)), { accepted: true });
  });

  it('is told once, where settings or payload are wrong already', () => {
    assert.deepEqual(answer('validate', payload({}, { limit: 'x', more: 1 })), {
      accepted: false,
      message: 'limit: expected a number, got a string; more: unknown key',
    });
    assert.deepEqual(answer('validate', '{"settings":{}}'), {
      accepted: false,
      message: 'request: missing',
    });
    assert.deepEqual(answer('validate_settings', '{"limit":null,"a":1}'), {
      valid: false,
      message: 'a: unknown key',
    });
  });
});

/** Of crashes: the object, and what is logged. */
const CRASHES: readonly (readonly [object, RegExp])[] = [
  [{ mistake: 'key' }, /^Key does not exist \(~lib\/map\.ts:\d+:\d+\)$/],
  [
    { mistake: 'index', n: 3 },
    /^Index out of range \(~lib\/array\.ts:\d+:\d+\)$/,
  ],
  [
    { mistake: 'throw' },
    /^so it "ends" \(packages\/.*\/unlooked\.ts:\d+:\d+\)$/,
  ],
  [
    { mistake: 'own' },
    /^none of mine; then a failure has no value \(~lib\/@kubewarden\/.*\/result\.ts:\d+:\d+\)$/,
  ],
  [
    { mistake: 'failure' },
    /^a success has no failure \(~lib\/@kubewarden\/.*\/result\.ts:\d+:\d+\)$/,
  ],
];

describe('an abort that explains', () => {
  let path = '';
  before(() => {
    path = compileGuest('explaining');
  });

  for (const [object, text] of CRASHES) {
    it(`logs why: ${JSON.stringify(object)}`, () => {
      const { status, calls } = loadGuest(path).call(
        'validate',
        payload(object),
        () => okText(''),
      );
      assert.equal(status, 'trap');
      assert.deepEqual(
        calls.map(({ namespace, operation }: HostCall) => [
          namespace,
          operation,
        ]),
        [['tracing', 'log']],
      );
      const event = JSON.parse(calls[0]?.payload ?? '') as Record<
        string,
        string
      >;
      assert.equal(event['level'], 'error');
      assert.match(event['message'] ?? '', text);
    });
  }

  it('is told by policy-host, with the names of functions', async () => {
    const policy = await loadPolicy(compileGuest('explaining', '--debug'));
    try {
      const { status } = await policy.admit({
        uid: '1',
        kind: { group: '', version: 'v1', kind: 'Pod' },
        resource: { group: '', version: 'v1', resource: 'pods' },
        operation: 'CREATE',
        userInfo: {},
        object: { mistake: 'key' },
      });
      assert.match(
        status?.message ?? '',
        /^internal server error: Guest call failure: error while executing at wasm backtrace: Key does not exist \(~lib\/map\.ts:\d+:\d+\), in .*explain\/abort < packages\/.*unlooked\/validate < /,
      );
      assert.equal(status?.code, 500);
    } finally {
      await policy.close();
    }
  });

  it(`costs at most ${MAX_EXPLAIN_BYTES} bytes`, () => {
    const silent = readFileSync(compileGuest('silent')).length;
    const more = readFileSync(path).length - silent;
    assert.ok(more > 0 && more <= MAX_EXPLAIN_BYTES, `${more} bytes`);
  });
});

/** Statements that must not compile, and what the compiler says. */
const REFUSED: readonly (readonly [string, RegExp])[] = [
  ['reject(request.name.failure)', /a text must be a string or a Slice/],
  ['reject(5)', /a text must be a string or a Slice/],
  ['reject(request.name)', /a text must be a string or a Slice/],
];

describe('the compiler', () => {
  for (const [verdict, text] of REFUSED) {
    it(`refuses ${verdict}`, () => {
      const entry = `${PROJECT}build/sdk/refused.ts`;
      writeFileSync(
        entry,
        `import { AdmissionRequest, NoSettings, Verdict, policy, reject } from '${SDK}';
export { __guest_call } from '${SDK}';
policy<NoSettings>(
  (request: AdmissionRequest, _settings: NoSettings): Verdict => ${verdict},
);
`,
      );
      const { status, stderr } = asc('build/sdk/refused.ts');
      assert.notEqual(status, 0);
      assert.match(stderr, text);
    });
  }

  it('needs a transform where registration comes first', () => {
    const { status, stderr } = asc(GUEST);
    assert.notEqual(status, 0);
    assert.match(stderr, /TABLE' used before its declaration/);
  });
});
