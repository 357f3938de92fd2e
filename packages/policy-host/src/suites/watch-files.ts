// SPDX-License-Identifier: Apache-2.0
import { watch } from 'chokidar';

/** Editors write a file in several steps. */
const SETTLED_MS = 100;

/**
 * Does work now and after each change of the files that it names, one after
 * the other, as long as the process lives. A change while the work is done
 * counts as well.
 *
 * @param work answers with the files that matter from now on
 * @param waiting is called when changes are being waited for
 */
export async function watchFiles(
  work: () => Promise<readonly string[]>,
  waiting: () => void,
): Promise<never> {
  for (;;) {
    const begun = Date.now();
    const files = await work();
    await nextChange(files, begun, waiting);
  }
}

async function nextChange(
  files: readonly string[],
  since: number,
  waiting: () => void,
): Promise<void> {
  const watcher = watch([...files], {
    alwaysStat: true,
    awaitWriteFinish: { stabilityThreshold: SETTLED_MS, pollInterval: 20 },
  });
  let ready = false;
  watcher.on('ready', () => {
    ready = true;
    waiting();
  });
  await new Promise<void>((resolve) =>
    watcher.on('all', (_event, _path, stats) => {
      // At first chokidar tells of every file that is there.
      if (ready || (stats !== undefined && stats.mtimeMs > since)) resolve();
    }),
  );
  await watcher.close();
}
