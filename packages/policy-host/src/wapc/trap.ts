// SPDX-License-Identifier: Apache-2.0
import { PolicyHostError } from '../errors.js';

/** A frame of a guest that has a name section, in V8's words. */
const NAMED_FRAME = /^ *at (\S.*) \(wasm:\/\//;
/** The innermost frames tell where it happened; a recursion has thousands. */
const MAX_FRAMES = 16;

/**
 * A trap, or another error of the engine, as an error of the guest: begins as
 * that of kwctl, then says why in the guest's own words where it had any
 * (`__guest_error` before the trap), else in the engine's, and names the
 * guest's functions, innermost first, where the module has names.
 */
export function trapError(
  cause: unknown,
  said: string | undefined,
): PolicyHostError {
  if (cause instanceof PolicyHostError) return cause;
  const engine = cause instanceof Error ? cause.message : String(cause);
  const frames = namedFrames(cause);
  const where = frames.length === 0 ? '' : `, in ${frames.join(' < ')}`;
  return new PolicyHostError(
    'GUEST',
    `error while executing at wasm backtrace: ${said ?? engine}${where}`,
    cause,
  );
}

function namedFrames(cause: unknown): string[] {
  const stack = cause instanceof Error ? (cause.stack ?? '') : '';
  return stack
    .split('\n')
    .flatMap((line) => NAMED_FRAME.exec(line)?.[1] ?? [])
    .slice(0, MAX_FRAMES);
}
