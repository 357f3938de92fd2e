// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { AdmissionThread } from '../../src/admission/admission-thread.js';
import type { AdmissionThreadOptions } from '../../src/admission/admission-thread.js';
import type { LogEvent } from '../../src/wapc/log-event.js';
import { DEFAULT_LIMITS } from '../../src/wapc/limits.js';
import { fixture } from '../support/fixture.js';
import { guest } from '../support/guest.js';

/** Does what the uid says; answers how often the instance was called. */
const GUEST = `
let calls = 0;
function has(text: string, word: string): bool { return text.includes('"uid":"' + word); }
function handle(op: string, msg: string): i32 {
  calls++;
  if (has(msg, "log")) {
    const at = msg.indexOf('"uid":"') + 7;
    hostCall("tracing", "log", '{"level":"info","message":"' + msg.substring(at, msg.indexOf('"', at)) + '"}');
  }
  if (has(msg, "log-loop") || has(msg, "loop")) while (true) {}
  if (has(msg, "many-logs")) {
    for (let i = 0; i < 250; i++) hostCall("tracing", "log", '{"level":"info","message":"' + i.toString() + '"}');
  }
  if (has(msg, "trap")) unreachable();
  if (has(msg, "fail")) return fail("no good");
  if (has(msg, "bad")) return reply('{"accepted":1}');
  if (has(msg, "mutate")) return reply('{"accepted":true,"mutated_object":{"x":1}}');
  if (has(msg, "call")) {
    const answer = hostCall("a", "b", '1').replaceAll('"', "'");
    return reply('{"accepted":true,"message":"' + answer + ' ' + calls.toString() + '"}');
  }
  return reply('{"accepted":true,"message":"' + calls.toString() + '"}');
}`;

const open: AdmissionThread[] = [];
after(() => Promise.all(open.map((thread) => thread.close())));

async function start(
  options: Partial<AdmissionThreadOptions> = {},
  timeoutMs = 60_000,
): Promise<AdmissionThread> {
  const thread = new AdmissionThread({
    module: await WebAssembly.compile(new Uint8Array(await guest(GUEST))),
    limits: { ...DEFAULT_LIMITS, timeoutMs },
    log: () => undefined,
    mode: 'kubernetes',
    settings: '{}',
    rules: undefined,
    ask: () => Promise.reject(new Error('not asked')),
    ...options,
  });
  open.push(thread);
  return thread;
}

function request(uid: string): string {
  const document = JSON.parse(fixture('request.json')) as object;
  return JSON.stringify({ ...document, uid });
}

interface Response {
  readonly uid: string;
  readonly allowed: boolean;
  readonly patch?: string;
  readonly status?: { readonly message: string; readonly code?: number };
}

/** `uid: message` of each answer. */
async function messages(
  thread: AdmissionThread,
  ...uids: readonly string[]
): Promise<string[]> {
  const admissions = await thread.admit(uids.map(request));
  return admissions.map(({ response }) => {
    const { uid, status } = JSON.parse(response) as Response;
    return `${uid}: ${status?.message ?? ''}`;
  });
}

const FAILED = 'internal server error: Guest call failure:';
const INTERRUPTED = `${FAILED} guest code interrupted, time limit of 300 ms reached`;

test('answers come in the order of the requests', async () => {
  const thread = await start();
  const [first, second] = await thread.admit([request('a'), request('mutate')]);
  assert.equal(
    first?.response,
    '{"uid":"a","allowed":true,"status":{"message":"1"},"auditAnnotations":null,"warnings":null}',
  );
  const { patchType, ...rest } = JSON.parse(
    second?.response ?? '',
  ) as Response & {
    patchType: string;
  };
  assert.equal(patchType, 'JSONPatch');
  assert.match(
    Buffer.from(rest.patch ?? '', 'base64').toString(),
    /^\[\{"op":"add","path":"\/x","value":1\},/,
  );
  assert.ok((first?.milliseconds ?? 0) > 0);
  assert.deepEqual(await thread.admit([]), []);
});

test('a request that fails leaves the others alone', async () => {
  const thread = await start();
  assert.deepEqual(await messages(thread, 'a', 'fail', 'bad', 'trap', 'b'), [
    'a: 1',
    `fail: ${FAILED} no good`,
    'bad: internal server error: invalid response from policy: invalid type: integer `1`, expected a boolean',
    `trap: ${FAILED} error while executing at wasm backtrace: unreachable`,
    // After a trap the instance is a new one.
    'b: 1',
  ]);
});

test('a request that loops is interrupted alone', async () => {
  const thread = await start({}, 300);
  const [first, second] = await Promise.all([
    messages(thread, 'a', 'b', 'loop', 'c', 'loop-2', 'd'),
    // Given ahead of time.
    messages(thread, 'e', 'f'),
  ]);
  assert.deepEqual(
    first.map((line) => line.replace(/: \d$/, '')),
    ['a', 'b', `loop: ${INTERRUPTED}`, 'c', `loop-2: ${INTERRUPTED}`, 'd'],
  );
  assert.deepEqual(
    second.map((line) => line.replace(/: \d$/, '')),
    ['e', 'f'],
  );
});

test('log events are neither lost nor repeated when a worker ends', async () => {
  const events: LogEvent[] = [];
  const thread = await start({ log: (event) => events.push(event) }, 300);
  const lines = await messages(thread, 'a', 'log', 'b', 'log-loop', 'log-2');
  assert.deepEqual(lines, [
    'a: 1',
    'log: 1',
    // Answered with the log event of the request after it.
    'b: 1',
    `log-loop: ${INTERRUPTED}`,
    'log-2: 1',
  ]);
  assert.deepEqual(
    events.map(({ message }) => message),
    ['log', 'log-loop', 'log-2'],
  );
});

test('many log events keep their order', async () => {
  const events: string[] = [];
  const thread = await start({
    log: ({ message }) => events.push(message),
  });
  assert.deepEqual(await messages(thread, 'many-logs'), ['many-logs: 1']);
  assert.deepEqual(
    events,
    Array.from({ length: 250 }, (_, i) => String(i)),
  );
});

test('answers that are kept are asked once, others each time', async () => {
  let asked = 0;
  let keepUntil = Date.now() + 60_000;
  const thread = await start({
    ask: async () => {
      const payload = new TextEncoder().encode(String(++asked));
      return { payload, keepUntil };
    },
  });
  assert.deepEqual(await messages(thread, 'call', 'call'), [
    'call: ok:1 1',
    'call: ok:1 1',
  ]);
  assert.equal(asked, 1);
  keepUntil = 0;
  const other = await start({
    ask: async () => ({
      payload: new TextEncoder().encode(String(++asked)),
      keepUntil,
    }),
  });
  assert.deepEqual(await messages(other, 'call', 'call'), [
    'call: ok:2 1',
    'call: ok:3 1',
  ]);
});

test('one guest answers one request', async () => {
  const thread = await start();
  assert.deepEqual(await messages(thread, 'a', 'b', 'c'), [
    'a: 1',
    'b: 1',
    'c: 1',
  ]);
});

test('the first bad request is found', async () => {
  const thread = await start();
  assert.equal(await thread.firstBad([request('a'), '{', '{}']), 1);
  assert.equal(await thread.firstBad([request('a')]), -1);
});

test('rules of a policy resource hold for failures as well', async () => {
  const rules = {
    name: 'p',
    mode: 'protect',
    mutating: false,
    message: 'ours',
  } as const;
  const thread = await start({ rules }, 300);
  const admissions = await thread.admit(['mutate', 'loop'].map(request));
  const [mutated, interrupted] = admissions.map(
    ({ response }) => JSON.parse(response) as { status: object },
  );
  assert.deepEqual(mutated?.status, {
    message: 'ours',
    details: {
      causes: [
        {
          reason: null,
          message:
            'Request rejected by policy p. The policy attempted to mutate the request, but it is currently configured to not allow mutations.',
          field: null,
        },
      ],
    },
  });
  assert.deepEqual(interrupted?.status, {
    message: 'ours',
    code: 500,
    details: { causes: [{ reason: null, message: INTERRUPTED, field: null }] },
  });
});

test('after close nothing is begun again', async () => {
  const thread = await start();
  const admitted = thread.admit(['loop', 'a'].map(request));
  const rejected = assert.rejects(admitted, {
    code: 'GUEST',
    message: 'the policy was closed',
  });
  await new Promise((resolve) => setTimeout(resolve, 50));
  await thread.close();
  await rejected;
});
