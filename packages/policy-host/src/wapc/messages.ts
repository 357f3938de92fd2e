// SPDX-License-Identifier: Apache-2.0
import type { MessagePort } from 'node:worker_threads';
import type { LogEvent } from './log-event.js';
import type { HostCall } from './host-call.js';
import type { ErrorCode } from '../errors.js';
import type { HostAnswer } from './host-imports.js';

/**
 * How the blocked guest thread and the host thread talk.
 *
 * A host call goes out as an ordinary message; the guest thread then sleeps on
 * the shared word until it holds the call's number, and takes the answer from
 * `answers` without returning to its event loop.
 */
export interface WorkerSetup {
  readonly module: WebAssembly.Module;
  /** One Int32: number of the latest answered host call. */
  readonly answered: SharedArrayBuffer;
  /** One Float64: `sharedClockMs` when the guest was entered, 0 outside. */
  readonly entered: SharedArrayBuffer;
  /** One Int32: bytes of log events on their way. @see LogSender */
  readonly logUnderWay: SharedArrayBuffer;
  readonly answers: MessagePort;
  readonly maxMessageBytes: number;
  readonly timeoutMs: number;
  /** How long the guest thread sleeps at most for one answer. */
  readonly maxWaitMs: number;
}

/** Host thread to guest thread. */
export type WorkerCommand =
  /** Makes the instance and runs its start functions. */
  | { readonly kind: 'instantiate' }
  | {
      readonly kind: 'call';
      readonly operation: string;
      readonly payload: Uint8Array;
    };

/** As `WorkerCommand`, for a policy whose calls may be answered by others. */
export type PolicyCommand =
  | WorkerCommand
  /** Host calls are answered by somebody else from now on. */
  | { readonly kind: 'forget' };

/** Guest thread to host thread; `done` and `failed` are the end of a command. */
export type WorkerEvent<Reply> =
  | { readonly kind: 'part'; readonly reply: Reply }
  | { readonly kind: 'done'; readonly reply: Reply }
  | { readonly kind: 'failed'; readonly code: ErrorCode; readonly text: string }
  | LogMessage
  | {
      readonly kind: 'hostCall';
      readonly number: number;
      readonly call: HostCall;
    };

/** A log event, and the room it takes until it is written. */
export interface LogMessage {
  readonly kind: 'log';
  readonly event: LogEvent;
  readonly bytes: number;
}

/** Host thread to sleeping guest thread. */
export interface NumberedAnswer {
  readonly number: number;
  readonly answer: HostAnswer;
}
