// SPDX-License-Identifier: Apache-2.0

import { KwctlError } from './errors.js';
import { installed } from './install.js';
import {
  cacheFolder,
  fromKwctlPath,
  fromSearchPath,
  type Environment,
} from './locate.js';
import { progressOn } from './progress.js';
import { run } from './run.js';

/**
 * The exit code when kwctl could not be found, fetched, verified or started.
 * kwctl itself uses 0, 1, 2 and 101.
 */
const WRAPPER_FAILURE = 125;

/**
 * The kwctl to run: `KWCTL_PATH`, else a native one on `PATH`, else the cached
 * release, which is downloaded and verified first when it is missing.
 *
 * @throws KwctlError when there is none
 */
export async function findKwctl(
  env: Environment = process.env,
): Promise<string> {
  const local = (await fromKwctlPath(env)) ?? (await fromSearchPath(env));
  if (local !== undefined) return local;
  const progress = progressOn(process.stderr);
  try {
    return await installed({
      folder: cacheFolder(env),
      env,
      onProgress: progress.onProgress,
    });
  } finally {
    progress.stop();
  }
}

/**
 * The command: finds kwctl, runs it with these arguments and ends as it ends,
 * with its exit code or by its signal.
 */
export async function main(args: readonly string[]): Promise<void> {
  try {
    const outcome = await run(await findKwctl(), args);
    if (outcome.kind === 'exit') process.exitCode = outcome.code;
    else process.kill(process.pid, outcome.signal);
  } catch (error) {
    if (!(error instanceof KwctlError)) throw error;
    process.stderr.write(`kwctl: ${error.message}\n`);
    process.exitCode = WRAPPER_FAILURE;
  }
}
