// SPDX-License-Identifier: Apache-2.0

import { open, rm, stat, utimes } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemCode } from './errors.js';

const POLL_MS = 100;
const REFRESH_MS = 2_000;
/** A lock that its owner has not refreshed for so long is an orphan. */
const STALE_MS = 15_000;

/**
 * Runs `work` while holding a lock file, so that parallel starts download
 * once. The lock saves work and nothing else: correctness rests on the atomic
 * rename, so a lock lost to a sleeping machine does no harm.
 *
 * @param path - the lock file; its folder exists
 * @throws what `work` throws, or the error of creating the file
 */
export async function withLock<T>(
  path: string,
  work: () => Promise<T>,
): Promise<T> {
  while (!(await acquire(path))) {
    if (await isStale(path)) await rm(path, { force: true });
    else await sleep(POLL_MS);
  }
  const refresh = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => undefined);
  }, REFRESH_MS);
  try {
    return await work();
  } finally {
    clearInterval(refresh);
    await rm(path, { force: true });
  }
}

async function acquire(path: string): Promise<boolean> {
  try {
    await (await open(path, 'wx', 0o600)).close();
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  }
}

async function isStale(path: string): Promise<boolean> {
  try {
    return Date.now() - (await stat(path)).mtimeMs > STALE_MS;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false;
    throw error;
  }
}
