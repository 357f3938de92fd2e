// SPDX-License-Identifier: Apache-2.0
import { stringify } from '../json/stringify.js';
import type { PreparedRequest } from '../request/read-request.js';
import { textToBase64 } from './base64.js';
import { diff, patchToJson } from './json-patch.js';
import type { ValidationReply } from './validation-reply.js';

/** One of several reasons. */
export interface StatusCause {
  readonly reason: null;
  readonly message: string | null;
  /** The member of a policy group that gave it. */
  readonly field: string | null;
}

/** Why a request was rejected, or what was said about an accepted one. */
export interface ResponseStatus {
  readonly message?: string;
  readonly details?: { readonly causes?: readonly StatusCause[] };
  readonly code?: number;
}

/**
 * The answer to an admission request as kwctl prints it; the order of the
 * members is the order of the JSON text.
 *
 * @see docs/host-conformance.md, "AdmissionResponse"
 */
export interface AdmissionResponse {
  readonly uid: string;
  readonly allowed: boolean;
  readonly patchType?: 'JSONPatch';
  /** Base64 (standard, padded) of a compact JSON patch. */
  readonly patch?: string;
  readonly status?: ResponseStatus;
  readonly auditAnnotations: Readonly<Record<string, string>> | null;
  readonly warnings: readonly string[] | null;
}

/** Code of every failure that is the host's or the guest's, not a verdict. */
const INTERNAL_ERROR_CODE = 500;

const NULL_OBJECT_MESSAGE =
  'Incoming object is null, which happens only with DELETE operations, but the policy is attempting a mutation. This is not allowed';

/** A rejection because something broke. */
export function internalError(uid: string, text: string): AdmissionResponse {
  return {
    uid,
    allowed: false,
    status: {
      message: `internal server error: ${text}`,
      code: INTERNAL_ERROR_CODE,
    },
    auditAnnotations: null,
    warnings: null,
  };
}

/** The answer for a guest's verdict; a mutation becomes a JSON patch. */
export function buildResponse(
  request: PreparedRequest,
  reply: ValidationReply,
): AdmissionResponse {
  const { uid, original } = request;
  if (reply.mutatedObject !== undefined && original === undefined) {
    return {
      uid,
      allowed: false,
      status: { message: NULL_OBJECT_MESSAGE },
      auditAnnotations: null,
      warnings: null,
    };
  }
  const patch =
    reply.mutatedObject === undefined || original === undefined
      ? []
      : diff(original, reply.mutatedObject);
  return {
    uid,
    allowed: reply.accepted,
    ...(patch.length === 0
      ? {}
      : {
          patchType: 'JSONPatch' as const,
          patch: textToBase64(stringify(patchToJson(patch))),
        }),
    ...status(reply),
    auditAnnotations: reply.auditAnnotations ?? null,
    warnings: reply.warnings ?? null,
  };
}

function status({ message, code }: ValidationReply) {
  if (message === undefined && code === undefined) return {};
  return {
    status: {
      ...(message === undefined ? {} : { message }),
      ...(code === undefined ? {} : { code }),
    },
  };
}
