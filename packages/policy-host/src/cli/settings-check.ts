// SPDX-License-Identifier: Apache-2.0
import { PolicyHostError } from '../errors.js';
import { encodeJson } from '../json/stringify.js';
import type { JsonObject } from '../json/value.js';
import { readSettingsReply } from '../response/validation-reply.js';
import type { SettingsReply } from '../response/validation-reply.js';
import { OPERATIONS } from '../wapc/protocol.js';

const PREFIX = 'Provided settings are not valid: ';

/** Calls the guest; rejects when it fails. */
type GuestCall = (
  operation: string,
  payload: Uint8Array,
) => Promise<Uint8Array>;

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
  const reply = await ask(call, settings);
  if (!reply.valid) {
    throw new PolicyHostError('SETTINGS', PREFIX + (reply.message ?? ''));
  }
}

async function ask(
  call: GuestCall,
  settings: JsonObject,
): Promise<SettingsReply> {
  let reply: Uint8Array;
  try {
    reply = await call(OPERATIONS.validateSettings, encodeJson(settings));
  } catch (cause) {
    throw failure(
      `Error invoking settings validation callback: GuestCallFailure(${quoted(cause)})`,
      cause,
    );
  }
  try {
    return readSettingsReply(reply);
  } catch (cause) {
    throw failure(`error: InvalidResponseWithError(${quoted(cause)})`, cause);
  }
}

/** Text as Rust's `{:?}` writes it. */
function quoted(cause: unknown): string {
  return JSON.stringify(cause instanceof Error ? cause.message : String(cause));
}

function failure(text: string, cause: unknown): PolicyHostError {
  return new PolicyHostError('SETTINGS', PREFIX + text, cause);
}
