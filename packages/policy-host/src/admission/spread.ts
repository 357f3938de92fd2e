// SPDX-License-Identifier: Apache-2.0

/** Most items a worker is given at once. */
const MAX_PART = 32;

/** Parts for each worker that the rest of the items would make. */
const PARTS_LEFT = 4;

/**
 * Spreads items over workers in parts: in order, each part to the next worker
 * that is free, with one part ahead so that no worker waits. Parts become
 * smaller towards the end, and the last items are not given ahead: they would
 * queue behind others.
 *
 * @throws what `work` throws first; parts that were not begun are left out
 */
export async function spread<Worker, Item>(
  workers: readonly Worker[],
  items: readonly Item[],
  work: (worker: Worker, part: readonly Item[], start: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const lane = async (worker: Worker, keep: number): Promise<void> => {
    while (items.length - next > keep) {
      const start = next;
      const share = (items.length - next) / (workers.length * PARTS_LEFT);
      next += Math.min(MAX_PART, Math.ceil(share));
      await work(worker, items.slice(start, next), start);
    }
  };
  const stopOthers = (cause: unknown): never => {
    next = items.length;
    throw cause;
  };
  const few = workers.length > 1 ? workers.length * PARTS_LEFT : Infinity;
  await Promise.all(
    [0, few].flatMap((keep) =>
      workers.map((worker) => lane(worker, keep).catch(stopOthers)),
    ),
  );
}
