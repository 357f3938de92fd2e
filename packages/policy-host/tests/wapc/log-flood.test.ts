// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { loadPolicy } from '../../src/index.js';
import type { Policy } from '../../src/index.js';
import { sharedClockMs } from '../../src/wapc/clock.js';
import { LogSender, logWritten } from '../../src/wapc/log-channel.js';
import type { LogMessage } from '../../src/wapc/messages.js';
import { TimeLimit } from '../../src/wapc/time-limit.js';
import { guest } from '../support/guest.js';

const open: Policy[] = [];
after(() => Promise.all(open.map((policy) => policy.close())));

const EVENT = { level: 'info', target: 'console', message: 'line' } as const;
const EVENT_BYTES = 'line'.length + 4096;
const ROOM_BYTES = 1024 * 1024;
const TIMEOUT = {
  code: 'TIMEOUT',
  message: 'guest code interrupted, time limit of 50 ms reached',
};

function sender(entered: number) {
  const underWay = new SharedArrayBuffer(4);
  const posted: LogMessage[] = [];
  const limit = new TimeLimit(Float64Array.of(entered), 50);
  return {
    bytes: new Int32Array(underWay),
    posted,
    log: new LogSender(underWay, limit, (message) => posted.push(message)),
  };
}

test('log events go at once while there is room', () => {
  const { bytes, posted, log } = sender(sharedClockMs() + 60_000);
  log.send(EVENT);
  log.send({ ...EVENT, data: '{}' });
  assert.deepEqual(
    posted.map((message) => message.bytes),
    [EVENT_BYTES, EVENT_BYTES + 2],
  );
  assert.equal(bytes[0], 2 * EVENT_BYTES + 2);
  logWritten(bytes, EVENT_BYTES);
  assert.equal(bytes[0], EVENT_BYTES + 2);
});

test('without room a log event waits, at most until the time is over', () => {
  const { bytes, posted, log } = sender(sharedClockMs());
  bytes[0] = ROOM_BYTES;
  assert.throws(() => log.send(EVENT), TIMEOUT);
  assert.deepEqual(posted, []);
});

test('a guest whose time is over cannot log any more', () => {
  const { posted, log } = sender(sharedClockMs() - 51);
  assert.throws(() => log.send(EVENT), TIMEOUT);
  assert.deepEqual(posted, []);
});

const FLOODS: Readonly<Record<string, string>> = {
  'long lines': 'consoleLog(changetype<usize>(line), 100000);',
  'short lines': 'consoleLog(changetype<usize>(line), 10);',
  'log calls': `hostCall("tracing", "log", '{"level":"info","message":"x"}');`,
};

for (const [name, statement] of Object.entries(FLOODS)) {
  test(`a guest that logs without end ends within its limit: ${name}`, async () => {
    const policy = await loadPolicy(
      await guest(`function handle(op: string, msg: string): i32 {
        const line = new ArrayBuffer(100000);
        memory.fill(changetype<usize>(line), 0x78, 100000);
        for (;;) { ${statement} heap.reset(); }
        return reply("unreachable");
      }`),
      {
        limits: { timeoutMs: 500 },
        // A reader of the log that is slower than the guest.
        log: () => {
          const end = performance.now() + 1;
          while (performance.now() < end);
        },
      },
    );
    open.push(policy);
    await assert.rejects(policy.call('flood', new Uint8Array(0)), {
      code: 'TIMEOUT',
      message: 'guest code interrupted, time limit of 500 ms reached',
    });
  });
}
