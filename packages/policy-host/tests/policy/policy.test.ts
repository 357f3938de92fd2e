// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { loadPolicy } from '../../src/index.js';
import type { LoadOptions, Policy } from '../../src/index.js';
import { compile, guest } from '../support/guest.js';

const open: Policy[] = [];
after(() => Promise.all(open.map((policy) => policy.close())));

async function load(body: string, options?: LoadOptions): Promise<Policy> {
  const policy = await loadPolicy(await guest(body), options);
  open.push(policy);
  return policy;
}

const REQUEST = {
  uid: 'u1',
  kind: { group: '', version: 'v1', kind: 'Pod' },
  resource: { group: '', version: 'v1', resource: 'pods' },
  operation: 'CREATE',
  userInfo: {},
  object: { b: 1, a: [1.5, 'x'] },
};

const ACCEPT = `function handle(op: string, msg: string): i32 {
  if (op == "protocol_version") return reply('"v1"');
  if (op == "validate_settings") return reply('{"valid":true}');
  return reply('{"accepted":true,"message":' + quote(msg) + '}');
}
function quote(text: string): string {
  return '"' + text.replaceAll("\\\\", "\\\\\\\\").replaceAll('"', '\\\\"') + '"';
}`;

test('protocol version, settings and verdict of a plain policy', async () => {
  const policy = await load(ACCEPT);
  assert.equal(await policy.protocolVersion(), 'v1');
  assert.deepEqual(await policy.validateSettings({}), { valid: true });
  const { reply, ...verdict } = await policy.validate(REQUEST, { z: 1, a: 2 });
  assert.deepEqual(verdict, {
    accepted: true,
    message:
      '{"request":{"kind":{"group":"","kind":"Pod","version":"v1"},"object":{"a":[1.5,"x"],"b":1},"operation":"CREATE","resource":{"group":"","resource":"pods","version":"v1"},"uid":"u1","userInfo":{}},"settings":{"a":2,"z":1}}',
  });
  assert.ok(new TextDecoder().decode(reply).startsWith('{"accepted":true'));
});

test('a guest error is the text of the failure', async () => {
  const policy = await load(
    'function handle(op: string, msg: string): i32 { return fail("no good"); }',
  );
  await assert.rejects(policy.validate(REQUEST), {
    name: 'PolicyHostError',
    code: 'GUEST',
    message: 'no good',
  });
  assert.deepEqual(await policy.admit(REQUEST), {
    uid: 'u1',
    allowed: false,
    status: {
      message: 'internal server error: Guest call failure: no good',
      code: 500,
    },
    auditAnnotations: null,
    warnings: null,
  });
});

for (const [name, result, text] of [
  ['0 without error', '0', 'No error message set for call failure'],
  ['1 without reply', '1', 'No error message OR response set for call success'],
  ['1 with only an error', 'fail("e") + 1', 'e'],
] as const) {
  test(`return ${name}`, async () => {
    const policy = await load(
      `function handle(op: string, msg: string): i32 { return ${result}; }`,
    );
    await assert.rejects(policy.validate(REQUEST), { message: text });
  });
}

test('any return but 0 is success', async () => {
  const policy = await load(
    `function handle(op: string, msg: string): i32 { return reply('{"valid":true}') + 1; }`,
  );
  assert.deepEqual(await policy.validateSettings({}), { valid: true });
});

test('a trap fails the call and the next one gets a fresh instance', async () => {
  const policy = await load(`let calls = 0;
    function handle(op: string, msg: string): i32 {
      calls++;
      if (op == "trap") unreachable();
      return reply('{"valid":true,"message":"' + calls.toString() + '"}');
    }`);
  const message = async () => (await policy.validateSettings({})).message;
  assert.equal(await message(), '1');
  assert.equal(await message(), '2');
  await assert.rejects(policy.call('trap', new Uint8Array(0)), {
    code: 'GUEST',
    message: 'error while executing at wasm backtrace: unreachable',
  });
  assert.equal(await message(), '1');
});

test('a trap is told in the words of the guest, where it had any', async () => {
  const policy = await load(`function handle(op: string, msg: string): i32 {
    if (fail("no such key (index.ts:7:3)") == 0) unreachable();
    return 0;
  }`);
  const text =
    'error while executing at wasm backtrace: no such key (index.ts:7:3)';
  await assert.rejects(policy.validate(REQUEST), {
    code: 'GUEST',
    message: text,
  });
  assert.deepEqual((await policy.admit(REQUEST)).status, {
    message: `internal server error: Guest call failure: ${text}`,
    code: 500,
  });
});

test('an endless loop ends at the time limit; the policy goes on', async () => {
  const policy = await load(
    `function handle(op: string, msg: string): i32 {
      if (op == "validate") while (true) {}
      return reply('{"valid":true}');
    }`,
    { limits: { timeoutMs: 300 } },
  );
  await assert.rejects(policy.validate(REQUEST), {
    code: 'TIMEOUT',
    message: 'guest code interrupted, time limit of 300 ms reached',
  });
  assert.deepEqual(await policy.validateSettings({}), { valid: true });
});

test('memory grows up to the limit and not beyond', async () => {
  const body = `function handle(op: string, msg: string): i32 {
    const got = memory.grow(op == "validate" ? 100 : 1);
    return reply('{"valid":' + (got >= 0 ? "true" : "false") + ',"accepted":' + (got >= 0 ? "true" : "false") + '}');
  }`;
  const limits = { maxMemoryBytes: 32 * 65536 };
  const policy = await load(body, { limits });
  assert.equal((await policy.validateSettings({})).valid, true);
  assert.equal((await policy.validate(REQUEST)).accepted, false);
});

test('a module that starts above the memory limit is refused', async () => {
  const bytes = await guest(ACCEPT);
  await assert.rejects(loadPolicy(bytes, { limits: { maxMemoryBytes: 0 } }), {
    code: 'LIMIT',
  });
});

test('replies beyond the message limit are refused', async () => {
  const policy = await load(
    `function handle(op: string, msg: string): i32 {
      return reply('"' + "x".repeat(2000) + '"');
    }`,
    { limits: { maxMessageBytes: 1000 } },
  );
  await assert.rejects(policy.protocolVersion(), {
    code: 'LIMIT',
    message: 'the guest passed 2002 bytes, more than the limit of 1000',
  });
});

test('pointers outside of memory are a guest error, not a crash', async () => {
  const policy = await load(`function handle(op: string, msg: string): i32 {
    guestResponse(<usize>0xfffffff0, 0x7fffffff);
    return 1;
  }`);
  await assert.rejects(policy.protocolVersion(), {
    code: 'GUEST',
    message: /^the guest passed 4294967280\.\.6442450927, outside its memory/,
  });
});

test('an error text that is no UTF-8 is a guest error of its own', async () => {
  const policy = await load(`function handle(op: string, msg: string): i32 {
    const bytes = memory.data<u8>([0xff, 0xfe]);
    guestError(bytes, 2);
    return 0;
  }`);
  await assert.rejects(policy.protocolVersion(), {
    code: 'GUEST',
    message: 'the guest passed invalid UTF-8',
  });
});

test('modules that are no waPC guests fail with a clear text', async () => {
  await assert.rejects(
    loadPolicy(await compile('export function other(): void {}')),
    {
      code: 'MODULE',
      message:
        'Guest call function (__guest_call) not exported by wasm module.',
    },
  );
  const unknown = await compile(
    '@external("env", "abort") declare function abort_(): void; export function __guest_call(a: i32, b: i32): i32 { abort_(); return 1; }',
  );
  await assert.rejects(loadPolicy(unknown), {
    code: 'MODULE',
    message: 'unknown import: `env::abort` has not been defined',
  });
  await assert.rejects(loadPolicy(new Uint8Array([1, 2, 3])), {
    code: 'MODULE',
    message: 'invalid wasm file',
  });
  await assert.rejects(loadPolicy('does-not-exist.wasm'), { code: 'MODULE' });
});

test('start functions run in order and may fail', async () => {
  const policy = await load(`
    let order = "";
    export function wapc_init(): void { order += "wapc_init;"; }
    export function _start(): void { order += "_start;"; }
    export function _initialize(): void { order += "_initialize;"; }
    function handle(op: string, msg: string): i32 {
      return reply('{"valid":true,"message":"' + order + '"}');
    }`);
  assert.equal(
    (await policy.validateSettings({})).message,
    '_start;wapc_init;',
  );
  await assert.rejects(
    load(`export function wapc_init(): void { unreachable(); }
      function handle(op: string, msg: string): i32 { return 0; }`),
    { code: 'MODULE', message: 'Initialization failed: unreachable' },
  );
});

test('console lines reach the log', async () => {
  const lines: string[] = [];
  const policy = await load(
    `function handle(op: string, msg: string): i32 {
      const b = utf8("hello"); consoleLog(changetype<usize>(b), b.byteLength);
      return reply('"v1"');
    }`,
    { log: ({ target, message }) => lines.push(`${target}: ${message}`) },
  );
  await policy.protocolVersion();
  assert.deepEqual(lines, ['console: hello']);
});

test('calls made at once run one after the other', async () => {
  const policy = await load(ACCEPT);
  const versions = await Promise.all([
    policy.protocolVersion(),
    policy.protocolVersion(),
    policy.protocolVersion(),
  ]);
  assert.deepEqual(versions, ['v1', 'v1', 'v1']);
});

test('freshInstance forgets what earlier calls left', async () => {
  const policy = await load(
    `let calls = 0;
    function handle(op: string, msg: string): i32 {
      return reply('{"valid":true,"message":"' + (++calls).toString() + '"}');
    }`,
    { freshInstance: true },
  );
  await policy.validateSettings({});
  assert.equal((await policy.validateSettings({})).message, '1');
});
