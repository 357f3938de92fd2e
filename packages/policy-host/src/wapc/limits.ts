// SPDX-License-Identifier: Apache-2.0

/** What one guest may use. */
export interface Limits {
  /**
   * Time of one guest call. While the guest waits for a host call the clock
   * stands, for at most `hostCallTimeoutMs` in all.
   */
  readonly timeoutMs: number;
  /** Wall time of one host call; afterwards the guest gets a host error. */
  readonly hostCallTimeoutMs: number;
  /** Linear memory, rounded down to whole pages of 64 KiB. */
  readonly maxMemoryBytes: number;
  /** Largest reply, error text, host call payload and host answer. */
  readonly maxMessageBytes: number;
}

const MIB = 1024 * 1024;

/** Memory that a module can address at all. */
export const ADDRESSABLE_BYTES = 4096 * MIB;

/** Time and memory of a guest are those of policy-server 1.38. */
export const DEFAULT_LIMITS: Limits = {
  timeoutMs: 2_000,
  hostCallTimeoutMs: 60_000,
  maxMemoryBytes: 256 * MIB,
  maxMessageBytes: 64 * MIB,
};
