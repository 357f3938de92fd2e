// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { AllowList } from '../../src/capabilities/allow-list.js';
import { createRouter } from '../../src/capabilities/router.js';
import { loadPolicy } from '../../src/index.js';
import type {
  HostCall,
  LoadOptions,
  LogEvent,
  Policy,
} from '../../src/index.js';
import { guest } from '../support/guest.js';

const open: Policy[] = [];
after(() => Promise.all(open.map((policy) => policy.close())));

/** A guest whose operation names the host call: `binding|ns|op`. */
const CALLER = `function handle(op: string, msg: string): i32 {
  const p = op.split("|");
  return reply(hostCallWith(p[0], p[1], p[2], utf8(msg)));
}`;

async function load(body: string, options?: LoadOptions): Promise<Policy> {
  const policy = await loadPolicy(await guest(body), options);
  open.push(policy);
  return policy;
}

async function ask(policy: Policy, op: string, payload = ''): Promise<string> {
  const reply = await policy.call(op, new TextEncoder().encode(payload));
  return new TextDecoder().decode(reply);
}

test('a host call reaches the capabilities and its answer the guest', async () => {
  const policy = await load(CALLER, {
    capabilities: {
      async call({
        binding,
        namespace,
        operation,
        payload,
      }: HostCall): Promise<Uint8Array> {
        await sleep(5);
        const text = new TextDecoder().decode(payload);
        return new TextEncoder().encode(
          `${binding}|${namespace}|${operation}|${text}`,
        );
      },
    },
  });
  assert.equal(
    await ask(policy, 'kubewarden|oci|v1/verify', 'päyload'),
    'ok:kubewarden|oci|v1/verify|päyload',
  );
});

test('a host error reaches the guest as text', async () => {
  const policy = await load(CALLER, {
    capabilities: { 'a/b': () => Promise.reject(new Error('no, sorry')) },
  });
  assert.equal(await ask(policy, 'kubewarden|a|b'), 'err:no, sorry');
  assert.equal(
    await ask(policy, 'kubewarden|a|c'),
    'err:no scripted answer for host call a/c',
  );
});

test('scripted answers: values, bytes, functions', async () => {
  const policy = await load(CALLER, {
    capabilities: {
      'a/value': { b: [1, null], a: 'x' },
      'a/bytes': Uint8Array.of(104, 105),
      'a/function': (payload: unknown) => ({ got: payload }),
      'a/nothing': () => undefined,
    },
  });
  assert.equal(
    await ask(policy, 'kubewarden|a|value'),
    'ok:{"a":"x","b":[1,null]}',
  );
  assert.equal(await ask(policy, 'kubewarden|a|bytes'), 'ok:hi');
  assert.equal(
    await ask(policy, 'kubewarden|a|function', '{"x":1}'),
    'ok:{"got":{"x":1}}',
  );
  assert.equal(await ask(policy, 'kubewarden|a|nothing'), 'ok:');
});

test('scripted log events reach the log', async () => {
  const events: LogEvent[] = [];
  const policy = await load(CALLER, { log: (event) => events.push(event) });
  const event = '{"level":"debug","message":"m","x":1}';
  assert.equal(await ask(policy, 'kubewarden|tracing|log', event), 'ok:');
  assert.deepEqual(events, [
    { level: 'debug', target: 'policy_log', message: 'm', data: '{"x":1}' },
  ]);
});

test('capabilities of one call do not stay for the next', async () => {
  const policy = await load(CALLER, { capabilities: { 'a/b': 1 } });
  const once = await policy.call('kubewarden|a|b', new Uint8Array(0), {
    capabilities: { 'a/b': 2 },
  });
  assert.equal(new TextDecoder().decode(once), 'ok:2');
  assert.equal(await ask(policy, 'kubewarden|a|b'), 'ok:1');
});

test('a slow host call times out; its late answer is not mixed up', async () => {
  const policy = await load(CALLER, {
    limits: { hostCallTimeoutMs: 50 },
    capabilities: {
      'a/slow': async () => {
        await sleep(120);
        return 'late';
      },
      'a/fast': 'fast',
    },
  });
  assert.equal(
    await ask(policy, 'kubewarden|a|slow'),
    'err:host call a/slow timed out after 50 ms',
  );
  assert.equal(await ask(policy, 'kubewarden|a|fast'), 'ok:"fast"');
  await sleep(100);
  assert.equal(await ask(policy, 'kubewarden|a|fast'), 'ok:"fast"');
});

test('an answer beyond the limit becomes a host error', async () => {
  const policy = await load(CALLER, {
    limits: { maxMessageBytes: 100 },
    capabilities: { 'a/big': 'x'.repeat(200) },
  });
  assert.equal(
    await ask(policy, 'kubewarden|a|big'),
    'err:the answer of host call a/big has 202 bytes, more than the limit of 100',
  );
});

test('large answers arrive whole', async () => {
  const text = 'ä'.repeat(1_000_000);
  const policy = await load(CALLER, {
    capabilities: { 'a/large': new TextEncoder().encode(text) },
  });
  assert.equal(await ask(policy, 'kubewarden|a|large'), `ok:${text}`);
});

test('the guest sees only the latest host answer', async () => {
  const policy = await load(
    `function handle(op: string, msg: string): i32 {
      hostCall("a", "good", "");
      const before = hostResponseLen();
      hostCall("a", "bad", "");
      return reply(before.toString() + " " + hostResponseLen().toString() + " " + hostErrorLen().toString());
    }`,
    {
      capabilities: {
        'a/good': 1234,
        'a/bad': () => {
          throw new Error('bad');
        },
      },
    },
  );
  assert.equal(await ask(policy, 'x'), '4 0 3');
});

test('close ends a call that is under way', async () => {
  const policy = await load(CALLER, {
    capabilities: { 'a/never': () => new Promise(() => undefined) },
  });
  const call = ask(policy, 'kubewarden|a|never');
  const rejected = assert.rejects(call, {
    code: 'GUEST',
    message: 'the policy was closed',
  });
  await sleep(50);
  await policy.close();
  await rejected;
});

test('answers of the host itself are kept as long as it keeps them', async () => {
  let asked = 0;
  const keep = { ms: 60_000 };
  const router = () =>
    createRouter({
      allowed: AllowList.all,
      contextAware: [],
      backend: {
        answer: async () => new TextEncoder().encode(String(++asked)),
        keptUntil: () => Date.now() + keep.ms,
      },
      log: () => undefined,
    });
  const capabilities = router();
  const policy = await load(CALLER, { capabilities });
  const digest = () =>
    ask(policy, 'kubewarden|oci|v1/manifest_digest', '"image"');
  assert.equal(await digest(), 'ok:1');
  assert.equal(await digest(), 'ok:1');
  // Others are asked themselves, and what was kept is not theirs.
  const other = await policy.call(
    'kubewarden|oci|v1/manifest_digest',
    new TextEncoder().encode('"image"'),
    { capabilities: router() },
  );
  assert.equal(new TextDecoder().decode(other), 'ok:2');
  keep.ms = 0;
  assert.equal(await digest(), 'ok:3');
  assert.equal(await digest(), 'ok:4');
  // A wrapper sees every call.
  keep.ms = 60_000;
  const calls: string[] = [];
  const wrapped = await load(CALLER, {
    capabilities: {
      call: (call: HostCall) => {
        calls.push(call.operation);
        return capabilities.call(call);
      },
    },
  });
  const op = 'kubewarden|oci|v1/manifest_digest';
  assert.equal(await ask(wrapped, op, '"image"'), 'ok:5');
  assert.equal(await ask(wrapped, op, '"image"'), 'ok:6');
  assert.equal(calls.length, 2);
});

test('the clock of the guest stands while it waits for the host', async () => {
  const policy = await load(CALLER, {
    limits: { timeoutMs: 400 },
    capabilities: {
      async call() {
        await sleep(1000);
        return new TextEncoder().encode('late');
      },
    },
  });
  assert.equal(await ask(policy, 'kubewarden|net|x'), 'ok:late');
});

test('the clock stands for as long as one host call may take', async () => {
  const ENDLESS = `function handle(op: string, msg: string): i32 {
    while (true) hostCall("net", "x", "");
    return 0;
  }`;
  const policy = await load(ENDLESS, {
    limits: { timeoutMs: 400, hostCallTimeoutMs: 300 },
    capabilities: {
      async call() {
        await sleep(20);
        return new Uint8Array(0);
      },
    },
  });
  await assert.rejects(
    ask(policy, 'x'),
    /guest code interrupted, time limit of 400 ms reached/,
  );
});
