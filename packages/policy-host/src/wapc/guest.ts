// SPDX-License-Identifier: Apache-2.0
import type { LogEvent } from './log-event.js';
import { sharedClockMs } from './clock.js';
import type { HostCalls } from './host-imports.js';
import type { WapcInstance } from './instance.js';
import { LinkedModule } from './linked-module.js';
import type { WorkerCommand, WorkerSetup } from './messages.js';

/** Takes log events. @throws PolicyHostError TIMEOUT as `LogSender` says */
export type Log = (event: LogEvent) => void;

/** What a guest needs beside those who answer it. */
export type GuestSetup = Pick<
  WorkerSetup,
  'module' | 'entered' | 'maxMessageBytes'
>;

/** The guest of this thread; its instance is made when first needed. */
export class Guest {
  private linked: LinkedModule | undefined;
  private instance: WapcInstance | undefined;
  private readonly entered: Float64Array;

  constructor(
    private readonly setup: GuestSetup,
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
    const { module, maxMessageBytes } = this.setup;
    this.linked ??= new LinkedModule(module, {
      hostCall: this.hostCall,
      log: (message) => this.log({ level: 'info', target: 'console', message }),
      maxMessageBytes,
    });
    return this.linked.instantiate();
  }
}
