// SPDX-License-Identifier: Apache-2.0

/**
 * Does something a number of times in batches of 1, 2, 4, ..., so that what
 * fails every time fails once and not hundreds of times.
 *
 * @see kubernetes/kubernetes pkg/controller/replicaset/replica_set.go,
 *   slowStartBatch
 * @throws the first error, once its batch has been tried to the end
 */
export function slowStart(count: number, act: (index: number) => void): void {
  let done = 0;
  for (let size = 1; done < count; size = Math.min(2 * size, count - done)) {
    const errors: unknown[] = [];
    for (let i = 0; i < size; i++) {
      try {
        act(done + i);
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
    done += size;
  }
}
