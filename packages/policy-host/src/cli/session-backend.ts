// SPDX-License-Identifier: Apache-2.0
import { readFileSync, writeFileSync } from 'node:fs';
import type { HostBackend } from '../capabilities/host-request.js';
import { createRealBackend } from '../capabilities/real-backend.js';
import type { Services } from '../capabilities/real-backend.js';
import { PolicyHostError } from '../errors.js';

/** Answers for one policy run, with what is to be done at its end. */
export interface Session {
  readonly backend: HostBackend;
  /** Whether calls must come one after the other. */
  readonly inOrder: boolean;
  /** Writes the recording, or warns of what was not replayed. */
  finish(): Promise<void>;
}

/** Where calls are recorded or replayed from, if at all. */
export interface SessionOptions {
  readonly record?: string | undefined;
  readonly replay?: string | undefined;
  readonly services: Services;
  readonly warn: (text: string) => void;
}

/**
 * A plain, recording or replaying session.
 *
 * @throws PolicyHostError REPLAY when the recorded file cannot be read
 */
export async function openSession(options: SessionOptions): Promise<Session> {
  if (options.replay !== undefined) {
    return openReplay(options.replay, options.warn);
  }
  const backend = createRealBackend(options.services);
  const { record } = options;
  if (record === undefined) {
    return { backend, inOrder: false, finish: async () => undefined };
  }
  const { RecordingBackend } = await import('../replay/recording-backend.js');
  const recorder = new RecordingBackend(backend);
  return {
    backend: recorder,
    inOrder: true,
    finish: async () => writeFileSync(record, recorder.toYaml()),
  };
}

async function openReplay(
  path: string,
  warn: (text: string) => void,
): Promise<Session> {
  const [{ ReplayingBackend }, { readSession }] = await Promise.all([
    import('../replay/replaying-backend.js'),
    import('../replay/session-file.js'),
  ]);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PolicyHostError(
      'REPLAY',
      `Cannot open host capabilities interactions file "${path}": ${reason}`,
      cause,
    );
  }
  const backend = new ReplayingBackend(await readSession(text));
  return {
    backend,
    inOrder: true,
    finish: async () => {
      if (backend.remaining > 0) {
        warn('Some of the recorded exchanges have not been replayed');
      }
    },
  };
}
