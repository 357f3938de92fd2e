// SPDX-License-Identifier: Apache-2.0
import { PolicyHostError } from '../errors.js';
import { encodeJson } from '../json/stringify.js';
import type { JsonObject } from '../json/value.js';
import { readSettingsReply } from '../response/validation-reply.js';
import type { SettingsReply } from '../response/validation-reply.js';
import { OPERATIONS } from '../wapc/protocol.js';

/** Calls the guest; rejects when it fails. */
type GuestCall = (
  operation: string,
  payload: Uint8Array,
) => Promise<Uint8Array>;

/** What a policy thinks of its settings; a failure of it is a refusal. */
export interface CheckedSettings extends SettingsReply {
  readonly cause?: unknown;
}

/**
 * Has the policy check its settings before any request.
 *
 * @throws PolicyHostError SETTINGS with kwctl's texts when they are refused,
 *   or when the policy fails in checking them
 */
export async function requireValidSettings(
  call: GuestCall,
  settings: JsonObject,
): Promise<void> {
  const { valid, message = '', cause } = await checkSettings(call, settings);
  if (!valid) throw settingsRefused(message, cause);
}

/** kwctl's error for settings that are refused. */
export function settingsRefused(
  message: string,
  cause?: unknown,
): PolicyHostError {
  const text = `Provided settings are not valid: ${message}`;
  return new PolicyHostError('SETTINGS', text, cause);
}

/** As `requireValidSettings`, answering instead of throwing. */
export async function checkSettings(
  call: GuestCall,
  settings: JsonObject,
): Promise<CheckedSettings> {
  let reply: Uint8Array;
  try {
    reply = await call(OPERATIONS.validateSettings, encodeJson(settings));
  } catch (cause) {
    const message = `Error invoking settings validation callback: GuestCallFailure(${quoted(cause)})`;
    return { valid: false, message, cause };
  }
  try {
    return readSettingsReply(reply);
  } catch (cause) {
    const message = `error: InvalidResponseWithError(${quoted(cause)})`;
    return { valid: false, message, cause };
  }
}

/** Text as Rust's `{:?}` writes it. */
function quoted(cause: unknown): string {
  return JSON.stringify(cause instanceof Error ? cause.message : String(cause));
}
