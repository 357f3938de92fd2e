// SPDX-License-Identifier: Apache-2.0

import cliProgress from 'cli-progress';
import type { OnProgress } from './download.js';

/** A progress bar that is fed while downloading and stopped at the end. */
export interface Progress {
  readonly onProgress: OnProgress;
  stop(): void;
}

const MIB = 1024 * 1024;
const SILENT: Progress = { onProgress: () => undefined, stop: () => undefined };

/**
 * A bar on a terminal, silence everywhere else: logs and pipes stay clean, and
 * standard output always belongs to kwctl.
 */
export function progressOn(stream: NodeJS.WriteStream): Progress {
  if (!stream.isTTY) return SILENT;
  const bar = new cliProgress.SingleBar({
    stream,
    format: 'Downloading kwctl {bar} {value}/{total} MiB',
    barCompleteChar: '#',
    barIncompleteChar: '-',
    hideCursor: true,
    clearOnComplete: true,
  });
  let started = false;
  return {
    onProgress: (received, total) => {
      const value = Math.round(received / MIB);
      const end = Math.max(value, Math.ceil((total ?? received) / MIB));
      if (!started) bar.start(end, value);
      else bar.setTotal(end);
      started = true;
      bar.update(value);
    },
    stop: () => {
      if (started) bar.stop();
    },
  };
}
