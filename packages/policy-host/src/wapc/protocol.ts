// SPDX-License-Identifier: Apache-2.0
import { PolicyHostError } from '../errors.js';

/** Module that a waPC guest imports its host functions from. */
export const IMPORT_MODULE = 'wapc';

/** Name under which a guest must export its linear memory. */
export const MEMORY_EXPORT = 'memory';

/** The one mandatory function of a guest: `(op_len, msg_len) -> i32`. */
export const GUEST_CALL_EXPORT = '__guest_call';

/** Start functions, run in this order where exported; nothing else is. */
export const INIT_EXPORTS: readonly string[] = ['_start', 'wapc_init'];

/** Binding that Kubewarden guests name in every host call. */
export const BINDING = 'kubewarden';

/** Operations of a Kubewarden guest. */
export const OPERATIONS = {
  validate: 'validate',
  validateSettings: 'validate_settings',
  protocolVersion: 'protocol_version',
} as const;

/** Texts a failed guest call is reported with when the guest gave none. */
export const FAILURE_TEXTS = {
  noErrorMessage: 'No error message set for call failure',
  noResponse: 'No error message OR response set for call success',
  noGuestCall:
    'Guest call function (__guest_call) not exported by wasm module.',
} as const;

/**
 * The answer to `protocol_version`: `v1` or `Unknown`.
 *
 * @throws PolicyHostError GUEST for anything else
 */
export function readProtocolVersion(reply: Uint8Array): string {
  const text = new TextDecoder().decode(reply);
  if (text === '"v1"' || text === '"Unknown"') return text.slice(1, -1);
  throw new PolicyHostError(
    'GUEST',
    `protocol_version must answer "v1" or "Unknown", got ${text}`,
  );
}
