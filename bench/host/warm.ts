// SPDX-License-Identifier: Apache-2.0
import type { HostFigures, MemoryFigure, VerifiedRate } from './figures.js';
import { replayed, startWorker, verifying } from './scene.js';
import type { Registry } from './scene.js';

const WARM_UP = 200;
const MEMORY_CALLS = 100_000;
const MEMORY_LIMIT_MS = 45_000;
const VERIFY_MS = 4000;
/** The resident set is looked at this often over all calls. */
const SAMPLES = 20;

/**
 * One warm worker with replayed calls: rate and memory over 100,000 requests,
 * fewer when the time limit comes first.
 */
export async function measureReplayed(): Promise<
  Pick<HostFigures, 'warmReplayed' | 'memory'>
> {
  const { policy, admit } = await startWorker(replayed());
  for (let i = 0; i < WARM_UP; i++) await admit();
  const sizes: number[] = [];
  const started = performance.now();
  let count = 0;
  while (count < MEMORY_CALLS && since(started) < MEMORY_LIMIT_MS) {
    await admit();
    count += 1;
    if (count % (MEMORY_CALLS / SAMPLES) === 0) {
      sizes.push(process.memoryUsage.rss());
    }
  }
  const perSecond = (count / since(started)) * 1000;
  await policy.close();
  return {
    warmReplayed: { count, perSecond },
    memory: memoryFigure(count, sizes),
  };
}

/** Peaks, since collections come when they like. */
function memoryFigure(requests: number, sizes: number[]): MemoryFigure {
  const part = Math.ceil(sizes.length / 2);
  return {
    requests,
    early: Math.max(...sizes.slice(0, part)),
    last: Math.max(...sizes.slice(-part)),
  };
}

/**
 * One warm worker that really verifies.
 *
 * @param cacheMs how long the host keeps answers; 0 for not at all
 */
export async function measureVerified(
  registry: Registry,
  cacheMs: number,
): Promise<VerifiedRate> {
  const { policy, admit } = await startWorker(verifying(registry, cacheMs));
  const before = registry.requests();
  const started = performance.now();
  let count = 0;
  while (since(started) < VERIFY_MS) {
    await admit();
    count += 1;
  }
  const perSecond = (count / since(started)) * 1000;
  await policy.close();
  return { count, perSecond, registryRequests: registry.requests() - before };
}

function since(started: number): number {
  return performance.now() - started;
}
