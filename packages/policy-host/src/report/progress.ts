// SPDX-License-Identifier: Apache-2.0

/** Told of every finished request. */
export interface Progress {
  step(): void;
  stop(): void;
}

const SILENT: Progress = { step: () => undefined, stop: () => undefined };

/** A progress bar on standard error; silent unless that is a terminal. */
export async function startProgress(
  total: number,
  terminal: boolean,
): Promise<Progress> {
  if (!terminal || total < 2) return SILENT;
  const { default: progress } = await import('cli-progress');
  const bar = new progress.SingleBar(
    {
      format: '{bar} {value}/{total} requests, {duration_formatted}',
      stream: process.stderr,
      clearOnComplete: true,
    },
    progress.Presets.shades_classic,
  );
  bar.start(total, 0);
  return { step: () => bar.increment(), stop: () => bar.stop() };
}
