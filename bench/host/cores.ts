// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const SPIN_MS = 500;
const SPIN = `const end = performance.now() + ${SPIN_MS}; while (performance.now() < end);`;

/** Processor time by wall time while something runs; all threads count. */
export async function coresUsedBy(run: () => Promise<void>): Promise<number> {
  const cpu = process.cpuUsage();
  const started = performance.now();
  await run();
  const milliseconds = performance.now() - started;
  const { user, system } = process.cpuUsage(cpu);
  return (user + system) / 1000 / milliseconds;
}

/**
 * How many cores the machine has left for this process: as many threads as
 * it has cores do nothing but run.
 */
export function coresFree(threads: number): Promise<number> {
  return coresUsedBy(async () => {
    const workers = Array.from(
      { length: threads },
      () => new Worker(SPIN, { eval: true }),
    );
    await Promise.all(workers.map((worker) => once(worker, 'exit')));
  });
}
