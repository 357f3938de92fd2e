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

/** How long nobody needs to be told anything. */
const PATIENCE_MS = 500;

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
  let done = 0;
  const timer = setTimeout(() => bar.start(total, done), PATIENCE_MS);
  return {
    expect: (more) => {
      total += more;
      bar.setTotal(total);
    },
    step: () => {
      done += 1;
      bar.update(done);
    },
    stop: () => {
      clearTimeout(timer);
      bar.stop();
    },
  };
}
