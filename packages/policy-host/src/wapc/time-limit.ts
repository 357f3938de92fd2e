// SPDX-License-Identifier: Apache-2.0
import { PolicyHostError } from '../errors.js';
import { sharedClockMs } from './clock.js';

/** The error of a guest that took longer than its time limit. */
export function timeLimitReached(timeoutMs: number): PolicyHostError {
  return new PolicyHostError(
    'TIMEOUT',
    `guest code interrupted, time limit of ${timeoutMs} ms reached`,
  );
}

/**
 * The time limit as the guest's own thread sees it. The host thread ends a
 * guest that computes without end; one that floods the host thread with
 * messages could keep that thread from ever looking at its clock, so it is
 * asked for its time whenever it says something.
 */
export class TimeLimit {
  constructor(
    /** When the guest was entered, as `sharedClockMs`; 0 outside of a call. */
    private readonly entered: Float64Array,
    private readonly timeoutMs: number,
  ) {}

  /** Milliseconds left. @throws PolicyHostError TIMEOUT when there are none */
  left(): number {
    const entered = this.entered[0] ?? 0;
    if (entered === 0) return this.timeoutMs;
    const left = entered + this.timeoutMs - sharedClockMs();
    if (left <= 0) throw timeLimitReached(this.timeoutMs);
    return left;
  }
}

/**
 * The guest's clock, which stands while the guest waits for a host call: that
 * has a limit of its own, and its work may begin with what policy-server does
 * before it takes the first request. In all, the clock stands for a bounded
 * time in each guest call.
 */
export class StandingClock {
  /** What `entered` was set to when the latest wait ended. */
  private resumed = 0;
  private leftMs = 0;

  constructor(
    /** When the guest was entered, as `sharedClockMs`; 0 while it waits. */
    private readonly entered: Float64Array,
    private readonly mostMs: number,
  ) {}

  /** Waits while the clock stands. */
  during<T>(wait: () => T): T {
    const entered = this.entered[0] ?? 0;
    const isAnotherCall = entered !== this.resumed;
    if (isAnotherCall) this.leftMs = this.mostMs;
    // Standing, it would hide from the host thread that the time is over.
    else if (this.leftMs <= 0) return wait();
    const begin = sharedClockMs();
    this.entered[0] = 0;
    try {
      return wait();
    } finally {
      const stood = Math.min(sharedClockMs() - begin, this.leftMs);
      this.leftMs -= stood;
      this.resumed = entered + stood;
      this.entered[0] = this.resumed;
    }
  }
}
