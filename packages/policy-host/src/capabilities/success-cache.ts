// SPDX-License-Identifier: Apache-2.0

/** How long kwctl's host keeps the answers of OCI calls. */
const CACHE_MS = 60_000;

/** Most answers kept; the oldest make room. */
const MAX_ENTRIES = 1000;

/**
 * Remembers successful answers for a while; failures are never kept. Callers
 * that ask the same while an answer is under way share it.
 */
export class SuccessCache<T> {
  private readonly entries = new Map<
    string,
    { readonly value: Promise<T>; readonly expires: number }
  >();

  constructor(
    private readonly lifetimeMs: number = CACHE_MS,
    private readonly now: () => number = Date.now,
  ) {}

  /** The kept answer for `key`, else what `make` gives. */
  get(key: string, make: () => Promise<T>): Promise<T> {
    const kept = this.entries.get(key);
    if (kept !== undefined && kept.expires > this.now()) return kept.value;
    const value = make();
    this.entries.delete(key);
    this.entries.set(key, { value, expires: this.now() + this.lifetimeMs });
    value.catch(() => {
      if (this.entries.get(key)?.value === value) this.entries.delete(key);
    });
    this.trim();
    return value;
  }

  /** Until when the answer for `key` is kept; undefined for an unknown key. */
  keptUntil(key: string): number | undefined {
    return this.entries.get(key)?.expires;
  }

  private trim(): void {
    for (const key of this.entries.keys()) {
      if (this.entries.size <= MAX_ENTRIES) return;
      this.entries.delete(key);
    }
  }
}
