// SPDX-License-Identifier: Apache-2.0
import type { HostCall } from './host-call.js';
import type { HostAnswer, HostCalls } from './host-imports.js';

/** Most bytes of kept calls and answers; beyond that all are forgotten. */
const MAX_KEPT_BYTES = 64 * 1024 * 1024;

type KeptAnswer = Extract<HostAnswer, { kind: 'success' }> & {
  readonly keepUntil: number;
};

/**
 * Answers that the host thread keeps for a while, kept in the guest thread for
 * just as long: equal calls need not wait for the host thread.
 */
export class KeptAnswers {
  private readonly kept = new Map<string, KeptAnswer>();
  private bytes = 0;

  constructor(
    private readonly ask: HostCalls,
    private readonly now: () => number = Date.now,
  ) {}

  /** The kept answer, else that of the host thread. */
  answer(call: HostCall): HostAnswer {
    const key = keyOf(call);
    const known = this.kept.get(key);
    if (known !== undefined && known.keepUntil > this.now()) return known;
    const answer = this.ask(call);
    if (isKept(answer)) this.keep(key, answer);
    return answer;
  }

  /** For calls that are answered by somebody else from now on. */
  forget(): void {
    this.kept.clear();
    this.bytes = 0;
  }

  private keep(key: string, answer: KeptAnswer): void {
    this.bytes += key.length + answer.payload.length;
    if (this.bytes > MAX_KEPT_BYTES) this.forget();
    this.kept.set(key, answer);
  }
}

function isKept(answer: HostAnswer): answer is KeptAnswer {
  return answer.kind === 'success' && answer.keepUntil !== undefined;
}

/** Equal for equal calls only; bytes are written as one character each. */
function keyOf({ binding, namespace, operation, payload }: HostCall): string {
  const { buffer, byteOffset, length } = payload;
  const text = Buffer.from(buffer, byteOffset, length).toString('latin1');
  return JSON.stringify([binding, namespace, operation]) + text;
}
