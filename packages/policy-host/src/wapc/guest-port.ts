// SPDX-License-Identifier: Apache-2.0
// The guest thread's way to the host thread. It stays small: what it imports
// is loaded again for every worker.
import {
  parentPort,
  receiveMessageOnPort,
  workerData,
} from 'node:worker_threads';
import { PolicyHostError } from '../errors.js';
import type { Log } from './guest.js';
import type { HostAnswer, HostCalls } from './host-imports.js';
import { LogSender } from './log-channel.js';
import type { NumberedAnswer, WorkerEvent, WorkerSetup } from './messages.js';
import { StandingClock, TimeLimit } from './time-limit.js';

/**
 * A way to ask the host thread; it sleeps until the answer is there, and throws
 * TIMEOUT when the guest's time is over.
 */
export function hostThread(setup: WorkerSetup): HostCalls {
  const answered = new Int32Array(setup.answered);
  const entered = new Float64Array(setup.entered);
  const clock = new StandingClock(entered, setup.maxWaitMs);
  const limit = new TimeLimit(entered, setup.timeoutMs);
  let calls = 0;
  return (call) => {
    limit.left();
    const number = ++calls;
    send({ kind: 'hostCall', number, call });
    const wait = () => awaitAnswer(number, answered, setup);
    // Log events take the guest's own time, or it could log without end.
    return call.namespace === 'tracing' ? wait() : clock.during(wait);
  };
}

function awaitAnswer(
  number: number,
  answered: Int32Array,
  { answers, maxWaitMs }: WorkerSetup,
): HostAnswer {
  const deadline = Date.now() + maxWaitMs;
  for (;;) {
    const seen = Atomics.load(answered, 0);
    if (seen === number) break;
    const left = deadline - Date.now();
    if (left <= 0) return { kind: 'failure', error: 'host call timed out' };
    Atomics.wait(answered, 0, seen, left);
  }
  for (;;) {
    const received = receiveMessageOnPort(answers);
    if (received === undefined) {
      return { kind: 'failure', error: 'host call got no answer' };
    }
    const message = received.message as NumberedAnswer;
    // Anything older is the late answer to a call that was given up.
    if (message.number === number) return message.answer;
  }
}

/** What the host thread gave this worker to start with. */
export function workerSetup<Setup extends WorkerSetup>(): Setup {
  return workerData as Setup;
}

/** Runs the commands of the host thread one after the other. */
export function serve<Command, Reply>(run: (command: Command) => Reply): void {
  parentPort?.on('message', (command: Command) => {
    try {
      send({ kind: 'done', reply: run(command) });
    } catch (cause) {
      const error =
        cause instanceof PolicyHostError
          ? cause
          : new PolicyHostError('GUEST', String(cause), cause);
      send({ kind: 'failed', code: error.code, text: error.message });
    }
  });
}

/** The log of this thread's guest. @see LogSender */
export function guestLog(setup: WorkerSetup): Log {
  const limit = new TimeLimit(new Float64Array(setup.entered), setup.timeoutMs);
  const sender = new LogSender(setup.logUnderWay, limit, send);
  return (event) => sender.send(event);
}

/** Passes on what a command has brought about so far. */
export function sendPart<Reply>(reply: Reply): void {
  send({ kind: 'part', reply });
}

function send<Reply>(event: WorkerEvent<Reply>): void {
  parentPort?.postMessage(event);
}
