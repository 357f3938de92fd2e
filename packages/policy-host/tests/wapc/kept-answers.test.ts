// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HostCall } from '../../src/wapc/host-call.js';
import type { HostAnswer } from '../../src/wapc/host-imports.js';
import { KeptAnswers } from '../../src/wapc/kept-answers.js';

function call(operation: string, payload = ''): HostCall {
  return {
    binding: 'kubewarden',
    namespace: 'oci',
    operation,
    payload: new TextEncoder().encode(payload),
  };
}

/** Answers kept for ten seconds, but those of `now` and `bad`. */
function setUp() {
  const clock = { now: 1000 };
  const asked: string[] = [];
  const kept = new KeptAnswers(
    ({ operation, payload }): HostAnswer => {
      asked.push(`${operation} ${new TextDecoder().decode(payload)}`.trim());
      if (operation === 'bad') return { kind: 'failure', error: 'no' };
      const answer = { kind: 'success', payload: Uint8Array.of(1) } as const;
      if (operation === 'now') return answer;
      return { ...answer, keepUntil: clock.now + 10_000 };
    },
    () => clock.now,
  );
  return { kept, asked, clock };
}

test('equal calls are asked once, others each', () => {
  const { kept, asked } = setUp();
  const first = kept.answer(call('v2/verify', 'a'));
  assert.equal(kept.answer(call('v2/verify', 'a')), first);
  kept.answer(call('v2/verify', 'b'));
  kept.answer(call('v1/verify', 'a'));
  kept.answer({ ...call('v2/verify', 'a'), binding: 'other' });
  kept.answer({ ...call('v2/verify', 'a'), namespace: 'kubernetes' });
  assert.equal(asked.length, 5);
});

test('failures and answers without a life are always asked', () => {
  const { kept, asked } = setUp();
  for (const operation of ['bad', 'bad', 'now', 'now']) {
    kept.answer(call(operation));
  }
  assert.deepEqual(asked, ['bad', 'bad', 'now', 'now']);
});

test('an answer is asked again when its life is over', () => {
  const { kept, asked, clock } = setUp();
  kept.answer(call('v1/verify'));
  clock.now += 9999;
  kept.answer(call('v1/verify'));
  assert.equal(asked.length, 1);
  clock.now += 1;
  kept.answer(call('v1/verify'));
  assert.equal(asked.length, 2);
});

test('names that hold separators are no other call', () => {
  const { kept, asked } = setUp();
  kept.answer({ ...call('b', 'c'), namespace: 'a' });
  kept.answer({ ...call('', 'b","c'), namespace: 'a' });
  kept.answer({ ...call('b"]c'), namespace: 'a' });
  assert.equal(asked.length, 3);
});

test('bytes that are no text are told apart', () => {
  const { kept, asked } = setUp();
  const payload = Uint8Array.of(0xff, 0xfe, 0x41).subarray(0, 2);
  kept.answer({ ...call('b'), payload });
  kept.answer({ ...call('b'), payload: Uint8Array.of(0xff, 0xfe) });
  kept.answer({ ...call('b'), payload: Uint8Array.of(0xff, 0xfd) });
  assert.equal(asked.length, 2);
});

test('forget', () => {
  const { kept, asked } = setUp();
  kept.answer(call('b'));
  kept.forget();
  kept.answer(call('b'));
  assert.equal(asked.length, 2);
});
