// SPDX-License-Identifier: Apache-2.0
// The guest's side of a guest thread. It stays small: what it imports is
// loaded again for every worker.
import {
  parentPort,
  receiveMessageOnPort,
  workerData,
} from 'node:worker_threads';
import type { LogEvent } from './log-event.js';
import { PolicyHostError } from '../errors.js';
import { sharedClockMs } from './clock.js';
import type { HostAnswer, HostCalls } from './host-imports.js';
import { WapcInstance } from './instance.js';
import { LogSender } from './log-channel.js';
import type {
  NumberedAnswer,
  WorkerCommand,
  WorkerEvent,
  WorkerSetup,
} from './messages.js';
import { StandingClock, TimeLimit } from './time-limit.js';

/** Takes log events. @throws PolicyHostError TIMEOUT as `LogSender` says */
export type Log = (event: LogEvent) => void;

/** The guest of this thread; its instance is made when first needed. */
export class Guest {
  private instance: WapcInstance | undefined;
  private readonly entered: Float64Array;

  constructor(
    private readonly setup: WorkerSetup,
    private readonly hostCall: HostCalls,
    private readonly log: Log,
  ) {
    this.entered = new Float64Array(setup.entered);
  }

  /** Runs a command. @throws PolicyHostError as the instance says */
  run(command: WorkerCommand): Uint8Array {
    this.entered[0] = sharedClockMs();
    try {
      if (command.kind === 'call') {
        return this.call(command.operation, command.payload);
      }
      this.instance = this.create();
      return new Uint8Array(0);
    } finally {
      this.entered[0] = 0;
    }
  }

  /** Drops the instance; the next call is answered by a new one. */
  renew(): void {
    this.instance = undefined;
  }

  private call(operation: string, payload: Uint8Array): Uint8Array {
    const instance = (this.instance ??= this.create());
    try {
      return instance.call(operation, payload);
    } finally {
      if (instance.poisoned) this.instance = undefined;
    }
  }

  private create(): WapcInstance {
    return WapcInstance.create(this.setup.module, {
      hostCall: this.hostCall,
      log: (message) => this.log({ level: 'info', target: 'console', message }),
      maxMessageBytes: this.setup.maxMessageBytes,
    });
  }
}

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
