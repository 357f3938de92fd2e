// SPDX-License-Identifier: Apache-2.0
import { MessageChannel, Worker } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import type { Capabilities, HostCall } from '../capabilities/types.js';
import { PolicyHostError } from '../errors.js';
import type { HostAnswer } from './host-imports.js';
import type { Limits } from './limits.js';
import type {
  NumberedAnswer,
  WorkerCommand,
  WorkerEvent,
  WorkerSetup,
} from './messages.js';

/** The guest thread may sleep a little longer than the host's own timer. */
const WAIT_SLACK_MS = 5_000;

/** One running worker with its side of the bridge. */
interface Running {
  readonly worker: Worker;
  readonly answers: MessagePort;
  readonly answered: Int32Array;
}

/** The command under way. */
interface Pending {
  readonly capabilities: Capabilities;
  readonly resolve: (payload: Uint8Array) => void;
  readonly reject: (error: PolicyHostError) => void;
}

/**
 * Runs a guest in a worker thread, one command at a time. waPC host calls are
 * synchronous and ours are not: the worker sleeps on shared memory while this
 * thread answers. A command that takes too long ends with its worker; the next
 * one starts on a fresh worker and instance.
 */
export class GuestThread {
  private running: Running | undefined;
  private pending: Pending | undefined;

  constructor(
    private readonly module: WebAssembly.Module,
    private readonly limits: Limits,
    private readonly log: (line: string) => void,
  ) {}

  /**
   * Runs one command.
   *
   * @throws PolicyHostError GUEST, MODULE or LIMIT as the instance says,
   *   TIMEOUT when the time limit was reached
   */
  async run(
    command: WorkerCommand,
    capabilities: Capabilities,
  ): Promise<Uint8Array> {
    if (this.pending !== undefined) {
      throw new PolicyHostError('GUEST', 'the guest is busy');
    }
    const { worker } = (this.running ??= this.start());
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<Uint8Array>((resolve, reject) => {
        this.pending = { capabilities, resolve, reject };
        timer = setTimeout(() => this.expire(), this.limits.timeoutMs);
        worker.ref();
        worker.postMessage(command);
      });
    } finally {
      clearTimeout(timer);
      this.pending = undefined;
      // An idle policy that nobody closed must not keep the process alive.
      worker.unref();
    }
  }

  /** Ends the worker; a command under way is rejected. */
  async close(): Promise<void> {
    await this.stop(new PolicyHostError('GUEST', 'the policy was closed'));
  }

  private start(): Running {
    const { port1, port2 } = new MessageChannel();
    const shared = new SharedArrayBuffer(4);
    const setup: WorkerSetup = {
      module: this.module,
      answered: shared,
      answers: port2,
      maxMessageBytes: this.limits.maxMessageBytes,
      maxWaitMs: this.limits.hostCallTimeoutMs + WAIT_SLACK_MS,
    };
    const worker = new Worker(new URL('./worker.js', import.meta.url), {
      workerData: setup,
      transferList: [port2],
      env: {},
    });
    const running = {
      worker,
      answers: port1,
      answered: new Int32Array(shared),
    };
    worker.on('message', (event: WorkerEvent) => this.receive(event, running));
    worker.on('error', (cause) => {
      void this.stop(
        new PolicyHostError(
          'GUEST',
          `the guest thread died: ${cause.message}`,
          cause,
        ),
      );
    });
    return running;
  }

  private receive(event: WorkerEvent, running: Running): void {
    if (running !== this.running) return;
    switch (event.kind) {
      case 'done':
        return this.pending?.resolve(event.payload);
      case 'failed':
        return this.pending?.reject(
          new PolicyHostError(event.code, event.text),
        );
      case 'log':
        return this.log(event.line);
      case 'hostCall':
        void this.answer(event.number, event.call, running);
    }
  }

  private async answer(
    number: number,
    call: HostCall,
    running: Running,
  ): Promise<void> {
    const message: NumberedAnswer = {
      number,
      answer: await this.ask(call),
    };
    if (running !== this.running) return;
    running.answers.postMessage(message);
    Atomics.store(running.answered, 0, number);
    Atomics.notify(running.answered, 0);
  }

  private async ask(call: HostCall): Promise<HostAnswer> {
    const { hostCallTimeoutMs, maxMessageBytes } = this.limits;
    const name = `${call.namespace}/${call.operation}`;
    let timer: NodeJS.Timeout | undefined;
    const expired = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        reject(
          new PolicyHostError(
            'TIMEOUT',
            `host call ${name} timed out after ${hostCallTimeoutMs} ms`,
          ),
        );
      }, hostCallTimeoutMs);
    });
    try {
      const asked = this.pending?.capabilities.call(call);
      const payload = await Promise.race([asked, expired]);
      if (payload === undefined) throw new Error('no call is under way');
      if (payload.length > maxMessageBytes) {
        throw new PolicyHostError(
          'LIMIT',
          `the answer of host call ${name} has ${payload.length} bytes, more than the limit of ${maxMessageBytes}`,
        );
      }
      return { kind: 'success', payload };
    } catch (cause) {
      const error = cause instanceof Error ? cause.message : String(cause);
      return { kind: 'failure', error };
    } finally {
      clearTimeout(timer);
    }
  }

  private expire(): void {
    void this.stop(
      new PolicyHostError(
        'TIMEOUT',
        `guest code interrupted, time limit of ${this.limits.timeoutMs} ms reached`,
      ),
    );
  }

  private async stop(reason: PolicyHostError): Promise<void> {
    const { running, pending } = this;
    this.running = undefined;
    pending?.reject(reason);
    running?.answers.close();
    await running?.worker.terminate();
  }
}
