// SPDX-License-Identifier: Apache-2.0
import type { JsonObject } from '../json/value.js';
import { validatePayload } from '../request/read-request.js';
import type { PreparedRequest } from '../request/read-request.js';
import type { AdmissionResponse } from '../response/admission-response.js';
import {
  buildResponse,
  internalError,
} from '../response/admission-response.js';
import { readValidationReply } from '../response/validation-reply.js';
import { OPERATIONS } from '../wapc/protocol.js';

/** Calls the guest; rejects when it fails. */
export type GuestCall = (
  operation: string,
  payload: Uint8Array,
) => Promise<Uint8Array>;

/**
 * The whole way from a request to the answer Kubernetes gets. Whatever goes
 * wrong in the guest is a rejection with code 500, never an acceptance.
 *
 * @see host-spec.md section 3
 */
export async function admitPrepared(
  call: GuestCall,
  request: PreparedRequest,
  settings: JsonObject,
): Promise<AdmissionResponse> {
  const payload = validatePayload(request.request, settings);
  let reply: Uint8Array;
  try {
    reply = await call(OPERATIONS.validate, payload);
  } catch (cause) {
    return callFailed(request.uid, cause);
  }
  return answerOf(request, reply);
}

/** The answer when the guest failed. */
export function callFailed(uid: string, cause: unknown): AdmissionResponse {
  return internalError(uid, `Guest call failure: ${messageOf(cause)}`);
}

/** The answer that a guest's reply stands for. */
export function answerOf(
  request: PreparedRequest,
  reply: Uint8Array,
): AdmissionResponse {
  try {
    return buildResponse(request, readValidationReply(reply));
  } catch (cause) {
    return internalError(
      request.uid,
      `invalid response from policy: ${messageOf(cause)}`,
    );
  }
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
