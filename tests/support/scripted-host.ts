// SPDX-License-Identifier: Apache-2.0

import type { HostAnswer, HostCall, ScriptedHost } from './guest.js';

/** The digest that `trusting` hosts answer with. */
export const DIGEST = `sha256:${'ab'.repeat(32)}`;

/** A verification request as the guest sends it to `oci` `v2/verify`. */
export interface VerifyRequest {
  readonly type: string;
  readonly image: string;
  readonly [field: string]: unknown;
}

/** A successful answer with `value` as compact JSON. */
export function okJson(value: unknown): HostAnswer {
  return okText(JSON.stringify(value));
}

/** A successful answer with these bytes, JSON or not. */
export function okText(text: string): HostAnswer {
  return { kind: 'ok', bytes: new TextEncoder().encode(text) };
}

/** A failed answer, as the host reports any problem with an image. */
export function failure(message: string): HostAnswer {
  return { kind: 'error', message };
}

/** The answer of the host to an image whose signatures verify. */
export function trusted(digest: string = DIGEST): HostAnswer {
  return okJson({ is_trusted: true, digest });
}

/**
 * A host that lets `verify` decide on each image, accepts log events, calls
 * certificates trusted, and fails everything else.
 */
export function verifyingHost(
  verify: (request: VerifyRequest) => HostAnswer,
): ScriptedHost {
  return (call) => {
    switch (`${call.namespace}/${call.operation}`) {
      case 'tracing/log':
        return okText('');
      case 'crypto/v1/is_certificate_trusted':
        return okJson({ trusted: true, reason: '' });
      case 'oci/v2/verify':
        return verify(JSON.parse(call.payload) as VerifyRequest);
      default:
        return failure(`unknown operation: ${call.operation}`);
    }
  };
}

/** A host for which every image carries every signature. */
export const trustingHost: ScriptedHost = verifyingHost(() => trusted());

/** The verification requests among the calls of a guest, in order. */
export function verifications(calls: readonly HostCall[]): VerifyRequest[] {
  return calls
    .filter((call) => call.operation === 'v2/verify')
    .map((call) => JSON.parse(call.payload) as VerifyRequest);
}
