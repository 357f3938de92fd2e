// SPDX-License-Identifier: Apache-2.0

/** The compiled policy to the byte: what it answers and what it asks. */
import assert from 'node:assert/strict';
import { loadGuest, type ScriptedHost } from './guest.js';
import { wireJson, type Json, type JsonObject } from './json.js';
import { trustingHost } from './scripted-host.js';

/** One guest call, all texts as they crossed the border. */
export interface Transcript {
  /** The reply. */
  readonly reply: string;
  /** Payloads of `oci` `v2/verify`, in order. */
  readonly verify: readonly string[];
  /** Payloads of `crypto` `v1/is_certificate_trusted`, in order. */
  readonly trust: readonly string[];
  /** Events of `tracing` `log`, in order. */
  readonly log: readonly Json[];
}

const guest = loadGuest();

/** Calls `validate` with a payload as it is. */
export function transcribe(
  payload: string,
  host: ScriptedHost = trustingHost,
): Transcript {
  return transcript('validate', payload, host);
}

/** Calls `validate` with a request and settings in the form hosts send. */
export function transcribeRequest(
  request: JsonObject,
  settings: Json,
  host: ScriptedHost = trustingHost,
): Transcript {
  return transcribe(wireJson({ request, settings }), host);
}

/** Calls `validate_settings` with a payload as it is. */
export function transcribeSettings(payload: string): Transcript {
  return transcript('validate_settings', payload, trustingHost);
}

function transcript(
  operation: string,
  payload: string,
  host: ScriptedHost,
): Transcript {
  const { status, bytes, calls } = guest.call(operation, payload, host);
  const reply = Buffer.from(bytes).toString();
  assert.equal(status, 'ok', reply);
  const payloads = (path: string): string[] =>
    calls
      .filter((call) => `${call.namespace}/${call.operation}` === path)
      .map((call) => call.payload);
  assert.ok(calls.every(({ binding }) => binding === 'kubewarden'));
  return {
    reply,
    verify: payloads('oci/v2/verify'),
    trust: payloads('crypto/v1/is_certificate_trusted'),
    log: payloads('tracing/log').map((event) => JSON.parse(event) as Json),
  };
}
