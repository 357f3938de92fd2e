// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import binaryen from 'binaryen';
import { AdmissionThread } from '../../src/admission/admission-thread.js';
import { attempt } from '../../src/admission/attempt.js';
import type { AttemptOptions } from '../../src/admission/attempt.js';
import { prepareRequest } from '../../src/request/read-request.js';
import { DEFAULT_LIMITS } from '../../src/wapc/limits.js';
import { fixture } from '../support/fixture.js';
import { guest } from '../support/guest.js';

/** Does what the uid says. */
const GUEST = `
let calls = 0;
function handle(op: string, msg: string): i32 {
  calls++;
  if (op == "validate_settings") {
    if (msg.includes("refused")) return reply('{"valid":false}');
    hostCall("tracing", "log", '{"level":"info","message":"settings"}');
    return reply('{"valid":true}');
  }
  const at = msg.indexOf('"uid":"') + 7;
  const uid = msg.substring(at, msg.indexOf('"', at));
  hostCall("tracing", "log", '{"level":"info","message":"' + uid + '"}');
  if (uid == "reject") return reply('{"accepted":false,"message":"no","code":403}');
  if (uid == "mutate") return reply('{"accepted":true,"mutated_object":{"x":1}}');
  if (uid == "bad") return reply('{"accepted":1}');
  if (uid == "loop") while (true) {}
  if (uid == "flood") while (true) hostCall("tracing", "log", '{"level":"info"}');
  if (uid == "trap") unreachable();
  if (uid == "fail") return fail("no good");
  if (uid == "ask" || uid == "wait") {
    const answer = hostCall("a", uid, "1").replaceAll('"', "'");
    return reply('{"accepted":true,"message":"' + answer + '"}');
  }
  return reply('{"accepted":true,"message":"' + calls.toString() + '"}');
}`;

const request = (uid: string) =>
  JSON.stringify({ ...(JSON.parse(fixture('request.json')) as object), uid });

async function optionsFor(
  more: Partial<AttemptOptions> = {},
): Promise<AttemptOptions & { readonly told: string[] }> {
  const told: string[] = [];
  return {
    module: await WebAssembly.compile(new Uint8Array(await guest(GUEST))),
    limits: DEFAULT_LIMITS,
    settings: '{}',
    rules: undefined,
    answer: ({ operation }) =>
      operation === 'ask'
        ? { kind: 'success', payload: new TextEncoder().encode('"here"') }
        : undefined,
    log: ({ message }) => told.push(message),
    told,
    ...more,
  };
}

const attempted = (uid: string, options: AttemptOptions) =>
  attempt(prepareRequest(request(uid), 'kubernetes'), options);

describe('an attempt on the thread of the host', () => {
  for (const uid of ['accept', 'reject', 'mutate', 'bad']) {
    test(`answers as a worker does: ${uid}`, async () => {
      const options = await optionsFor();
      const here = attempted(uid, options);
      const thread = new AdmissionThread({
        ...options,
        mode: 'kubernetes',
        log: () => undefined,
        ask: () => Promise.reject(new Error('not asked')),
      });
      const [there] = await thread.admit([request(uid)]);
      await thread.close();
      assert.equal(here?.response, there?.response);
      assert.ok((here?.milliseconds ?? 0) > 0);
      assert.deepEqual(options.told, ['settings', uid]);
    });
  }

  test('gets host calls answered that need no waiting', async () => {
    const options = await optionsFor();
    const response = attempted('ask', options)?.response ?? '';
    const { status } = JSON.parse(response) as { status: object };
    assert.deepEqual(status, { message: "ok:'here'" });
  });

  test('keeps to the rules of a policy resource', async () => {
    const rules = { name: 'p', mode: 'monitor', mutating: true } as const;
    const admission = attempted('reject', await optionsFor({ rules }));
    assert.match(admission?.response ?? '', /"allowed":true/);
    assert.match(admission?.wouldBe ?? '', /"allowed":false/);
  });

  for (const uid of ['loop', 'flood', 'trap', 'fail', 'wait']) {
    test(`is given up without a word: ${uid}`, async () => {
      const options = await optionsFor();
      assert.equal(attempted(uid, options), undefined);
      assert.deepEqual(options.told, []);
    });
  }

  test('is given up for refused settings', async () => {
    const options = await optionsFor({ settings: '{"refused":1}' });
    assert.equal(attempted('accept', options), undefined);
  });

  test('is given up for a module that is no guest', async () => {
    const empty = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
    const module = await WebAssembly.compile(empty);
    assert.equal(attempted('accept', await optionsFor({ module })), undefined);
  });

  test('stays given up where the guest catches what is thrown', async () => {
    const text = catchingGuest('{"valid":true,"accepted":true}');
    const module = await WebAssembly.compile(text);
    const options = await optionsFor({ module });
    assert.equal(attempted('accept', options), undefined);
    // The same guest, answered.
    const answer = () => ({ kind: 'failure', error: 'no' }) as const;
    const answered = attempted('accept', await optionsFor({ module, answer }));
    assert.match(answered?.response ?? '', /"allowed":true/);
  });
});

/** Makes a host call, catches everything, and gives this reply to all calls. */
function catchingGuest(reply: string): Uint8Array<ArrayBuffer> {
  const module = binaryen.parseText(`(module
    (import "wapc" "__host_call" (func $call
      (param i32 i32 i32 i32 i32 i32 i32 i32) (result i32)))
    (import "wapc" "__guest_response" (func $reply (param i32 i32)))
    (memory (export "memory") 1)
    (data (i32.const 0) "${reply.replaceAll('"', '\\22')}")
    (func (export "__guest_call") (param i32 i32) (result i32)
      (try
        (do (drop (call $call (i32.const 0) (i32.const 1) (i32.const 0)
          (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 0) (i32.const 1))))
        (catch_all))
      (call $reply (i32.const 0) (i32.const ${reply.length}))
      (i32.const 1)))`);
  module.setFeatures(binaryen.Features.ExceptionHandling);
  const bytes = new Uint8Array(module.emitBinary());
  module.dispose();
  return bytes;
}
