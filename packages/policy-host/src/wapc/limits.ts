// SPDX-License-Identifier: Apache-2.0

/** What one guest may use. kwctl has none of these limits. */
export interface Limits {
  /** Wall time of one guest call, its host calls included. */
  readonly timeoutMs: number;
  /** Wall time of one host call; afterwards the guest gets a host error. */
  readonly hostCallTimeoutMs: number;
  /** Linear memory, rounded down to whole pages of 64 KiB. */
  readonly maxMemoryBytes: number;
  /** Largest reply, error text, host call payload and host answer. */
  readonly maxMessageBytes: number;
}

const MIB = 1024 * 1024;

/** Generous for any honest policy. */
export const DEFAULT_LIMITS: Limits = {
  timeoutMs: 120_000,
  hostCallTimeoutMs: 60_000,
  maxMemoryBytes: 512 * MIB,
  maxMessageBytes: 64 * MIB,
};
