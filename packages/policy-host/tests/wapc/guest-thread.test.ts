// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { LogEvent } from '../../src/wapc/log-event.js';
import { GuestThread } from '../../src/wapc/guest-thread.js';
import { DEFAULT_LIMITS } from '../../src/wapc/limits.js';

/**
 * A worker that does what its commands say: `loop` as a guest does, `think`
 * outside of the guest, `die`, `exit` and `part`; it counts what it was told.
 */
const WORKER = `
import { parentPort, workerData } from 'node:worker_threads';
const entered = new Float64Array(workerData.entered);
const clock = () => { const [s, n] = process.hrtime(); return s * 1000 + n / 1e6; };
let count = 0;
parentPort.on('message', (command) => {
  count++;
  if (command === 'exit') process.exit(0);
  if (command === 'die') throw new Error('boom');
  if (command === 'loop') { entered[0] = clock(); for (;;); }
  if (command === 'think') { const end = clock() + 400; while (clock() < end); }
  if (command === 'part') parentPort.postMessage({ kind: 'part', reply: 'some' });
  if (command === 'log') parentPort.postMessage({ kind: 'log', event: { level: 'info', target: 'console', message: 'm' }, bytes: 0 });
  if (command === 'fail') return parentPort.postMessage({ kind: 'failed', code: 'GUEST', text: 'no' });
  parentPort.postMessage({ kind: 'done', reply: command + count });
});`;

const EMPTY_MODULE = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

const open: { close(): Promise<void> }[] = [];
after(() => Promise.all(open.map((thread) => thread.close())));

async function start(timeoutMs = 60_000, events: LogEvent[] = []) {
  const thread = new GuestThread<string, string>({
    entry: new URL(`data:text/javascript,${encodeURIComponent(WORKER)}`),
    module: await WebAssembly.compile(EMPTY_MODULE),
    limits: { ...DEFAULT_LIMITS, timeoutMs },
    log: (event) => events.push(event),
  });
  open.push(thread);
  const run = (command: string, onPart?: (part: string) => void) =>
    thread.run(command, () => Promise.reject(new Error('not asked')), onPart);
  return { thread, run };
}

/** What became of commands that are all given at once. */
async function outcomes(
  run: (command: string) => Promise<string>,
  ...commands: readonly string[]
): Promise<string[]> {
  const settled = await Promise.allSettled(commands.map((c) => run(c)));
  return settled.map((one) =>
    one.status === 'fulfilled' ? one.value : (one.reason as Error).message,
  );
}

test('commands given at once are done in order by one worker', async () => {
  const { run } = await start();
  assert.deepEqual(await outcomes(run, 'a', 'b', 'fail', 'c'), [
    'a1',
    'b2',
    'no',
    'c4',
  ]);
  assert.deepEqual(await outcomes(run, 'd'), ['d5']);
});

test('parts and log events come before the end', async () => {
  const events: LogEvent[] = [];
  const { run } = await start(60_000, events);
  const parts: string[] = [];
  assert.equal(await run('part', (part) => parts.push(part)), 'part1');
  assert.deepEqual(parts, ['some']);
  await run('log');
  assert.deepEqual(events, [
    { level: 'info', target: 'console', message: 'm' },
  ]);
});

test('a worker that dies fails one command; others get a fresh one', async () => {
  const { run } = await start();
  assert.deepEqual(await outcomes(run, 'a', 'die', 'b', 'die', 'c'), [
    'a1',
    'the guest thread died: boom',
    'b1',
    'the guest thread died: boom',
    'c1',
  ]);
});

test('a worker that ends by itself has died as well', async () => {
  const { run } = await start();
  assert.deepEqual(await outcomes(run, 'a', 'exit', 'b'), [
    'a1',
    'the guest thread died: exit code 0',
    'b1',
  ]);
});

test('a guest that loops fails one command at the time limit', async () => {
  const { run } = await start(200);
  const begin = performance.now();
  assert.deepEqual(await outcomes(run, 'a', 'loop', 'b', 'c'), [
    'a1',
    'guest code interrupted, time limit of 200 ms reached',
    'b1',
    'c2',
  ]);
  assert.ok(performance.now() - begin >= 200);
});

test('time outside of the guest does not count', async () => {
  const { run } = await start(100);
  assert.deepEqual(await outcomes(run, 'think', 'b'), ['think1', 'b2']);
});

test('what was done before the limit stays done', async () => {
  const { run } = await start(200);
  const running = outcomes(run, 'a', 'loop', 'b');
  // This thread is busy, so that the timer is late and comes before the news.
  await new Promise((resolve) => setTimeout(resolve, 50));
  const end = performance.now() + 600;
  while (performance.now() < end);
  assert.deepEqual(await running, [
    'a1',
    'guest code interrupted, time limit of 200 ms reached',
    'b1',
  ]);
});

test('close rejects all that is under way and starts nothing', async () => {
  const { thread, run } = await start();
  const running = outcomes(run, 'loop', 'b', 'c');
  await new Promise((resolve) => setTimeout(resolve, 50));
  await thread.close();
  const closed = 'the policy was closed';
  assert.deepEqual(await running, [closed, closed, closed]);
});
