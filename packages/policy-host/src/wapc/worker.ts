// SPDX-License-Identifier: Apache-2.0
// Entry point of the guest thread. It stays small: what it imports is loaded
// again for every worker.
import {
  parentPort,
  receiveMessageOnPort,
  workerData,
} from 'node:worker_threads';
import type { HostCall } from '../capabilities/types.js';
import { PolicyHostError } from '../errors.js';
import type { HostAnswer } from './host-imports.js';
import { WapcInstance } from './instance.js';
import type {
  NumberedAnswer,
  WorkerCommand,
  WorkerEvent,
  WorkerSetup,
} from './messages.js';

const setup = workerData as WorkerSetup;
const answered = new Int32Array(setup.answered);
let instance: WapcInstance | undefined;
let calls = 0;

function send(event: WorkerEvent): void {
  parentPort?.postMessage(event);
}

function hostCall(call: HostCall): HostAnswer {
  const number = ++calls;
  send({ kind: 'hostCall', number, call });
  const deadline = Date.now() + setup.maxWaitMs;
  for (;;) {
    const seen = Atomics.load(answered, 0);
    if (seen === number) break;
    const left = deadline - Date.now();
    if (left <= 0) return { kind: 'failure', error: 'host call timed out' };
    Atomics.wait(answered, 0, seen, left);
  }
  for (;;) {
    const received = receiveMessageOnPort(setup.answers);
    if (received === undefined) {
      return { kind: 'failure', error: 'host call got no answer' };
    }
    const message = received.message as NumberedAnswer;
    // Anything older is the late answer to a call that was given up.
    if (message.number === number) return message.answer;
  }
}

function run(command: WorkerCommand): Uint8Array {
  if (instance === undefined || command.kind === 'instantiate') {
    instance = WapcInstance.create(setup.module, {
      hostCall,
      log: (line) => send({ kind: 'log', line }),
      maxMessageBytes: setup.maxMessageBytes,
    });
  }
  if (command.kind === 'instantiate') return new Uint8Array(0);
  try {
    return instance.call(command.operation, command.payload);
  } finally {
    if (instance.poisoned) instance = undefined;
  }
}

parentPort?.on('message', (command: WorkerCommand) => {
  try {
    send({ kind: 'done', payload: run(command) });
  } catch (cause) {
    const error =
      cause instanceof PolicyHostError
        ? cause
        : new PolicyHostError('GUEST', String(cause), cause);
    send({ kind: 'failed', code: error.code, text: error.message });
  }
});
