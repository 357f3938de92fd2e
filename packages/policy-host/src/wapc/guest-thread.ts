// SPDX-License-Identifier: Apache-2.0
import { MessageChannel, Worker } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import type { LogEvent } from './log-event.js';
import type { HostCall } from './host-call.js';
import { PolicyHostError } from '../errors.js';
import { askInTime } from './ask-in-time.js';
import type { Ask } from './ask-in-time.js';
import { sharedClockMs } from './clock.js';
import type { Limits } from './limits.js';
import { logWritten } from './log-channel.js';
import type { NumberedAnswer, WorkerEvent, WorkerSetup } from './messages.js';
import { timeLimitReached } from './time-limit.js';

/** The guest thread may sleep a little longer than the host's own timer. */
const WAIT_SLACK_MS = 5_000;

/** What a guest thread is made of. */
export interface GuestThreadOptions {
  /** The module the worker begins with. */
  readonly entry: URL;
  readonly module: WebAssembly.Module;
  readonly limits: Limits;
  readonly log: (event: LogEvent) => void;
  /** What the entry needs beside `WorkerSetup`. */
  readonly setup?: object;
}

/** One running worker with its side of the bridge. */
interface Running {
  readonly worker: Worker;
  readonly answers: MessagePort;
  readonly answered: Int32Array;
  readonly entered: Float64Array;
  readonly logUnderWay: Int32Array;
  /** Whether we are ending it. */
  ending: boolean;
}

/** A command that was given and is not done. */
interface Task<Command, Reply> {
  readonly command: Command;
  readonly ask: Ask;
  readonly onPart: (part: Reply) => void;
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: PolicyHostError) => void;
}

/**
 * Runs a guest in a worker thread, commands one after the other. waPC host
 * calls are synchronous and ours are not: the worker sleeps on shared memory
 * while this thread answers. A guest that takes too long ends with its worker;
 * commands that wait behind it begin on a fresh worker and instance.
 */
export class GuestThread<Command, Reply> {
  private running: Running | undefined;
  private timer: NodeJS.Timeout | undefined;
  /** All of them are with the worker, which runs the first. */
  private tasks: Task<Command, Reply>[] = [];

  constructor(private readonly options: GuestThreadOptions) {}

  /**
   * Runs one command after those that were given before.
   *
   * @param onPart gets what the worker tells before the command is done
   * @throws PolicyHostError GUEST, MODULE or LIMIT as the instance says,
   *   TIMEOUT when the time limit was reached
   */
  run(
    command: Command,
    ask: Ask,
    onPart: (part: Reply) => void = () => undefined,
  ): Promise<Reply> {
    return new Promise((resolve, reject) => {
      this.post({ command, ask, onPart, resolve, reject });
    });
  }

  /** Ends the worker; commands under way are rejected. */
  async close(): Promise<void> {
    const { tasks } = this;
    this.tasks = [];
    const ended = this.stop();
    for (const { reject } of tasks) {
      reject(new PolicyHostError('GUEST', 'the policy was closed'));
    }
    await ended;
  }

  private post(task: Task<Command, Reply>): void {
    const { worker } = (this.running ??= this.start());
    this.tasks.push(task);
    if (this.tasks.length === 1) {
      worker.ref();
      this.watch(this.options.limits.timeoutMs);
    }
    worker.postMessage(task.command);
  }

  private start(): Running {
    const { module, limits } = this.options;
    const { port1, port2 } = new MessageChannel();
    const setup: WorkerSetup = {
      ...this.options.setup,
      module,
      answered: new SharedArrayBuffer(4),
      entered: new SharedArrayBuffer(8),
      logUnderWay: new SharedArrayBuffer(4),
      answers: port2,
      maxMessageBytes: limits.maxMessageBytes,
      timeoutMs: limits.timeoutMs,
      maxWaitMs: limits.hostCallTimeoutMs + WAIT_SLACK_MS,
    };
    const worker = new Worker(this.options.entry, {
      workerData: setup,
      transferList: [port2],
      env: {},
    });
    const running: Running = {
      worker,
      answers: port1,
      answered: new Int32Array(setup.answered),
      entered: new Float64Array(setup.entered),
      logUnderWay: new Int32Array(setup.logUnderWay),
      ending: false,
    };
    worker.on('message', (event: WorkerEvent<Reply>) =>
      this.receive(event, running),
    );
    worker.on('error', (cause) => this.died(running, cause.message, cause));
    worker.on('exit', (code) => this.died(running, `exit code ${code}`));
    return running;
  }

  private died(running: Running, text: string, cause?: Error): void {
    if (running !== this.running || running.ending) return;
    this.restart(
      new PolicyHostError('GUEST', `the guest thread died: ${text}`, cause),
    );
  }

  private receive(event: WorkerEvent<Reply>, running: Running): void {
    if (running !== this.running) return;
    switch (event.kind) {
      case 'part':
        return this.tasks[0]?.onPart(event.reply);
      case 'done':
        return this.finished()?.resolve(event.reply);
      case 'failed':
        return this.finished()?.reject(
          new PolicyHostError(event.code, event.text),
        );
      case 'log':
        this.options.log(event.event);
        return logWritten(running.logUnderWay, event.bytes);
      case 'hostCall':
        void this.answer(event.number, event.call, running);
    }
  }

  /** Takes the first command out. */
  private finished(): Task<Command, Reply> | undefined {
    const task = this.tasks.shift();
    if (this.tasks.length === 0) {
      clearTimeout(this.timer);
      // An idle policy that nobody closed must not keep the process alive.
      this.running?.worker.unref();
    }
    return task;
  }

  private async answer(
    number: number,
    call: HostCall,
    running: Running,
  ): Promise<void> {
    const [task] = this.tasks;
    if (task === undefined) return;
    const message: NumberedAnswer = {
      number,
      answer: await askInTime(task.ask, call, this.options.limits),
    };
    if (running !== this.running) return;
    running.answers.postMessage(message);
    Atomics.store(running.answered, 0, number);
    Atomics.notify(running.answered, 0);
  }

  /** Looks after the guest again when its time may be over. */
  private watch(delayMs: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.checkTime(), delayMs);
  }

  /**
   * The time limit is that of the guest alone: a command may take longer to
   * reach the worker, or to be prepared there.
   */
  private async checkTime(): Promise<void> {
    const { running } = this;
    if (running === undefined) return;
    const { timeoutMs } = this.options.limits;
    const entered = running.entered[0] ?? 0;
    const left =
      entered === 0 ? timeoutMs : entered + timeoutMs - sharedClockMs();
    if (left > 0) return this.watch(left);
    // What was done before reaches us while the worker ends.
    running.ending = true;
    await running.worker.terminate();
    if (running !== this.running) return;
    const interrupted = running.entered[0] === entered;
    this.restart(interrupted ? timeLimitReached(timeoutMs) : undefined);
  }

  /** Fails the first command; the others begin on a fresh worker. */
  private restart(reason: PolicyHostError | undefined): void {
    const { tasks } = this;
    this.tasks = [];
    void this.stop();
    if (reason !== undefined) tasks.shift()?.reject(reason);
    for (const task of tasks) this.post(task);
  }

  private async stop(): Promise<void> {
    const { running } = this;
    this.running = undefined;
    clearTimeout(this.timer);
    running?.answers.close();
    await running?.worker.terminate();
  }
}
