// SPDX-License-Identifier: Apache-2.0
import type { Answer, EvaluatedRequest, HostCall } from './host-call.js';
import { PolicyHostError } from '../errors.js';
import type { HostAnswer } from './host-imports.js';
import type { Limits } from './limits.js';

/** Answers one host call; what it throws is the host error of the guest. */
export type Ask = (
  call: HostCall,
  request?: EvaluatedRequest,
) => Promise<Answer>;

/** Asks within the limits of time and size; every failure is an answer. */
export async function askInTime(
  ask: Ask,
  call: HostCall,
  { hostCallTimeoutMs, maxMessageBytes }: Limits,
): Promise<HostAnswer> {
  const name = `${call.namespace}/${call.operation}`;
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(
        new PolicyHostError(
          'TIMEOUT',
          `host call ${name} timed out after ${hostCallTimeoutMs} ms`,
        ),
      );
    }, hostCallTimeoutMs);
  });
  try {
    const answer = await Promise.race([ask(call), expired]);
    const { length } = answer.payload;
    if (length > maxMessageBytes) {
      throw new PolicyHostError(
        'LIMIT',
        `the answer of host call ${name} has ${length} bytes, more than the limit of ${maxMessageBytes}`,
      );
    }
    return { kind: 'success', ...answer };
  } catch (cause) {
    const error = cause instanceof Error ? cause.message : String(cause);
    return { kind: 'failure', error };
  } finally {
    clearTimeout(timer);
  }
}
