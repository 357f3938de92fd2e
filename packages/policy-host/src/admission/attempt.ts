// SPDX-License-Identifier: Apache-2.0
import { runInNewContext } from 'node:vm';
import { answerTo } from '../policy/admit.js';
import { payloadWith } from '../request/read-request.js';
import type { PreparedRequest } from '../request/read-request.js';
import { ruledAnswer } from '../response/policy-rules.js';
import type { PolicyRules, RuledAnswer } from '../response/policy-rules.js';
import { readSettingsReply } from '../response/validation-reply.js';
import { sharedClockMs } from '../wapc/clock.js';
import { Guest } from '../wapc/guest.js';
import type { HostAnswer } from '../wapc/host-imports.js';
import type { HostCall } from '../wapc/host-call.js';
import type { Limits } from '../wapc/limits.js';
import { ROOM_BYTES, sizeOf } from '../wapc/log-channel.js';
import type { LogEvent } from '../wapc/log-event.js';
import { OPERATIONS } from '../wapc/protocol.js';
import { passingLogsOn } from './log-calls.js';
import type { Admission } from './messages.js';

/** What takes longer is given up; the start of a worker takes a fifth of it. */
const MOST_MS = 250;

/** What an attempt is made of. */
export interface AttemptOptions {
  readonly module: WebAssembly.Module;
  readonly limits: Limits;
  /** As JSON text. */
  readonly settings: string;
  readonly rules: PolicyRules | undefined;
  /** The answer of a host call; undefined where it must be waited for. */
  readonly answer: (call: HostCall) => HostAnswer | undefined;
  readonly log: (event: LogEvent) => void;
}

/**
 * Tries to answer one request on this thread, which saves the start of a
 * worker: most of the time of a run that needs nobody else. V8's own watchdog,
 * a thread of its own, ends what takes too long.
 *
 * Whatever is not a plain answer is given up: refused settings, a trap, an
 * error, a host call that has to be waited for, too much of anything. Until the
 * answer is there nothing is told to anybody, so a worker may begin anew, and
 * what it says holds.
 *
 * @returns undefined when it was given up
 */
export function attempt(
  request: PreparedRequest,
  options: AttemptOptions,
): Admission | undefined {
  const begin = sharedClockMs();
  const events: LogEvent[] = [];
  let held = 0;
  let givenUp = false;
  // A guest may catch what is thrown through it, and go on.
  const giveUp = (): never => {
    givenUp = true;
    throw new Error('given up');
  };
  const log = (event: LogEvent): void => {
    held += sizeOf(event);
    if (held > ROOM_BYTES) giveUp();
    events.push(event);
  };
  const { module, limits, answer } = options;
  const { maxMessageBytes } = limits;
  const hostCall = passingLogsOn(
    (call) => answer(call) ?? giveUp(),
    log,
    () => undefined,
  );
  const entered = new SharedArrayBuffer(8);
  const guest = new Guest({ module, maxMessageBytes, entered }, hostCall, log);
  let answered: RuledAnswer | undefined;
  try {
    const timeout = Math.ceil(Math.min(MOST_MS, limits.timeoutMs));
    const run = () => answerOf(guest, request, options);
    answered = runInNewContext(
      'run()',
      { run },
      { timeout },
    ) as typeof answered;
  } catch {
    // The worker will say what is wrong.
    return undefined;
  }
  if (givenUp || answered === undefined) return undefined;
  events.forEach(options.log);
  return { ...answered, milliseconds: sharedClockMs() - begin };
}

const encoder = new TextEncoder();

/** @returns undefined for refused settings. @throws whatever the guest does */
function answerOf(
  guest: Guest,
  request: PreparedRequest,
  { settings, rules }: AttemptOptions,
): RuledAnswer | undefined {
  const call = (operation: string, payload: Uint8Array) =>
    guest.run({ kind: 'call', operation, payload });
  const checked = call(OPERATIONS.validateSettings, encoder.encode(settings));
  if (!readSettingsReply(checked).valid) return undefined;
  // One guest answers one request, as in policy-server.
  guest.renew();
  const payload = payloadWith(request.request, settings);
  const value = call(OPERATIONS.validate, payload);
  return ruledAnswer(answerTo(request, { status: 'fulfilled', value }), rules);
}
