// SPDX-License-Identifier: Apache-2.0
import type { PreparedRequest } from '../request/read-request.js';
import type { AdmissionResponse } from '../response/admission-response.js';
import {
  buildResponse,
  internalError,
} from '../response/admission-response.js';
import { readValidationReply } from '../response/validation-reply.js';

/** How a guest's call ended, whether it was waited for or not. */
export type GuestOutcome = PromiseSettledResult<Uint8Array>;

/**
 * The answer Kubernetes gets to a request, from what its guest's `validate`
 * came to. Whatever went wrong in the guest is a rejection with code 500,
 * never an acceptance.
 *
 * @see docs/host-conformance.md, "AdmissionResponse"
 */
export function answerTo(
  request: PreparedRequest,
  outcome: GuestOutcome,
): AdmissionResponse {
  if (outcome.status === 'rejected') {
    const text = messageOf(outcome.reason);
    return internalError(request.uid, `Guest call failure: ${text}`);
  }
  try {
    return buildResponse(request, readValidationReply(outcome.value));
  } catch (cause) {
    return internalError(
      request.uid,
      `invalid response from policy: ${messageOf(cause)}`,
    );
  }
}

/** The outcome of a call that was not waited for. */
export function outcomeOf(call: () => Uint8Array): GuestOutcome {
  try {
    return { status: 'fulfilled', value: call() };
  } catch (reason) {
    return { status: 'rejected', reason };
  }
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
