// SPDX-License-Identifier: Apache-2.0

/**
 * What failed is tried again, each time after twice the time.
 *
 * @see kubernetes/kubernetes staging/src/k8s.io/client-go/util/workqueue/
 *   default_rate_limiters.go, ItemExponentialFailureRateLimiter
 */
const LONGEST_WAIT = 64;

interface Failure {
  readonly count: number;
  readonly due: number;
  /** The cluster's revision it saw; seeing it again, it would fail again. */
  readonly revision: number;
}

export class WorkQueue {
  readonly #failures = new Map<string, Failure>();

  isDue(key: string, now: number): boolean {
    return (this.#failures.get(key)?.due ?? 0) <= now;
  }

  failed(key: string, now: number, revision: number): void {
    const count = (this.#failures.get(key)?.count ?? 0) + 1;
    const wait = Math.min(LONGEST_WAIT, 2 ** (count - 1));
    this.#failures.set(key, { count, due: now + wait, revision });
  }

  succeeded(key: string): void {
    this.#failures.delete(key);
  }

  /** When something is due that may succeed, the cluster being at `revision`. */
  nextDue(revision: number): number | undefined {
    const times = [...this.#failures.values()]
      .filter((failure) => failure.revision !== revision)
      .map(({ due }) => due);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /** Something outside has changed: whatever failed may succeed now. */
  reconsider(): void {
    for (const [key, failure] of this.#failures)
      this.#failures.set(key, { ...failure, revision: -1 });
  }

  /** Forgets what no longer exists. */
  retain(keys: ReadonlySet<string>): void {
    for (const key of this.#failures.keys())
      if (!keys.has(key)) this.#failures.delete(key);
  }
}
