// SPDX-License-Identifier: Apache-2.0

/** Told of what is to be done, and of every finished request. */
export interface Progress {
  expect(more: number): void;
  step(): void;
  stop(): void;
}

const SILENT: Progress = {
  expect: () => undefined,
  step: () => undefined,
  stop: () => undefined,
};

/** A progress bar on a stream; silent unless that is a terminal. */
export async function startProgress(
  stream: NodeJS.WriteStream,
  terminal: boolean,
): Promise<Progress> {
  if (!terminal) return SILENT;
  const { default: progress } = await import('cli-progress');
  const bar = new progress.SingleBar(
    {
      format: '{bar} {value}/{total} requests, {duration_formatted}',
      stream,
      clearOnComplete: true,
    },
    progress.Presets.shades_classic,
  );
  let total = 0;
  return {
    expect: (more) => {
      total += more;
      // One request needs no bar.
      if (total < 2) return;
      if (bar.isActive) bar.setTotal(total);
      else bar.start(total, total - more);
    },
    step: () => bar.increment(),
    stop: () => bar.stop(),
  };
}
