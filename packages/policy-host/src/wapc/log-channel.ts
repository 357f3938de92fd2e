// SPDX-License-Identifier: Apache-2.0
import type { LogEvent } from './log-event.js';
import type { LogMessage } from './messages.js';
import type { TimeLimit } from './time-limit.js';

/** What log events may take on their way before the guest has to wait. */
export const ROOM_BYTES = 1024 * 1024;

/** Counted for each event, so that few are behind a guest that has ended. */
const OVERHEAD_BYTES = 4096;

/** What an event counts for. */
export function sizeOf({ message, data = '' }: LogEvent): number {
  return message.length + data.length + OVERHEAD_BYTES;
}

/**
 * The guest's end of the log: it passes events on without waiting for them to
 * be written, until `ROOM_BYTES` are on their way. Without this bound a guest
 * that logs without end would fill the host's memory.
 */
export class LogSender {
  private readonly underWay: Int32Array;

  /**
   * @param underWay one Int32, shared with `logWritten`: bytes on their way
   */
  constructor(
    underWay: SharedArrayBuffer,
    private readonly limit: TimeLimit,
    private readonly post: (message: LogMessage) => void,
  ) {
    this.underWay = new Int32Array(underWay);
  }

  /** @throws PolicyHostError TIMEOUT when the guest's time is over */
  send(event: LogEvent): void {
    let left = this.limit.left();
    for (;;) {
      const bytes = Atomics.load(this.underWay, 0);
      if (bytes < ROOM_BYTES) break;
      Atomics.wait(this.underWay, 0, bytes, left);
      left = this.limit.left();
    }
    const bytes = sizeOf(event);
    Atomics.add(this.underWay, 0, bytes);
    this.post({ kind: 'log', event, bytes });
  }
}

/** Told by the host thread when it has written an event of so many bytes. */
export function logWritten(underWay: Int32Array, bytes: number): void {
  Atomics.sub(underWay, 0, bytes);
  Atomics.notify(underWay, 0);
}
