// SPDX-License-Identifier: Apache-2.0

/** The compiled policy as tests speak to it: requests in, verdicts out. */
import assert from 'node:assert/strict';
import { loadGuest, type GuestResult, type ScriptedHost } from './guest.js';
import { imagesOf } from './images-of.js';
import { isObject, wireJson, type Json, type JsonObject } from './json.js';
import {
  trustingHost,
  verifications,
  type VerifyRequest,
} from './scripted-host.js';

/** What the policy answered to a request. */
export interface Verdict {
  readonly accepted: boolean;
  /** The message of a rejection; '' when accepted. */
  readonly message: string;
  readonly mutated: Json | undefined;
  /** The image strings of the mutated object, in order; else none. */
  readonly images: readonly string[];
  /** What the host was asked to verify, in order. */
  readonly verified: readonly VerifyRequest[];
}

/** What the policy answered to settings. */
export interface SettingsVerdict {
  readonly valid: boolean;
  readonly message: string;
}

const guest = loadGuest();

/** Evaluates an AdmissionRequest under settings. */
export function validate(
  request: JsonObject,
  settings: JsonObject,
  host: ScriptedHost = trustingHost,
): Verdict {
  return validateBytes(wireJson({ request, settings }), host);
}

/** Evaluates a payload as it is, well-formed or not. */
export function validateBytes(
  payload: string | Uint8Array,
  host: ScriptedHost = trustingHost,
): Verdict {
  const result = guest.call('validate', payload, host);
  const answer = answerOf(result);
  const mutated = answer['mutated_object'];
  return {
    accepted: answer['accepted'] === true,
    message: String(answer['message'] ?? ''),
    mutated,
    images: imagesOf(mutated ?? null).map(({ image }) => image),
    verified: verifications(result.calls),
  };
}

/** Validates settings; only log events may reach the host. */
export function validateSettings(settings: Json): SettingsVerdict {
  const result = guest.call('validate_settings', wireJson(settings), (call) => {
    assert.equal(call.namespace, 'tracing');
    return { kind: 'ok', bytes: new Uint8Array(0) };
  });
  const answer = answerOf(result);
  return {
    valid: answer['valid'] === true,
    message: String(answer['message'] ?? ''),
  };
}

/**
 * The policy's error for a payload that it does not even begin to read; a host
 * turns it into a rejection.
 */
export function validateError(payload: Uint8Array): string {
  const result = guest.call('validate', payload);
  assert.equal(result.status, 'error');
  return Buffer.from(result.bytes).toString();
}

/** Starts the policy anew, with fresh memory, at the next call. */
export function restart(): void {
  guest.reset();
}

/** The linear memory of the policy's instance, in bytes. */
export function memoryBytes(): number {
  return guest.memoryBytes;
}

function answerOf(result: GuestResult): JsonObject {
  const text = Buffer.from(result.bytes).toString();
  assert.equal(result.status, 'ok', text);
  const answer = JSON.parse(text) as Json;
  assert.ok(isObject(answer), text);
  return answer;
}

/** Containers named `c0`, `c1`, ... with these images. */
export function containers(...images: readonly Json[]): Json[] {
  return images.map((image, index) => ({ name: `c${index}`, image }));
}

/** A Pod named `web` with this spec. */
export function pod(spec: JsonObject, metadata: JsonObject = {}): JsonObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web', ...metadata },
    spec,
  };
}

/** A Pod named `web` with one container for each image. */
export function podOf(...images: readonly Json[]): JsonObject {
  return pod({ containers: containers(...images) });
}

/** The creation of an object; `changes` replace members of the request. */
export function creation(object: Json, changes: JsonObject = {}): JsonObject {
  return {
    uid: '705ab4f5-6393-11e8-b7cc-42010a800002',
    kind: { group: '', version: 'v1', kind: 'Pod' },
    resource: { group: '', version: 'v1', resource: 'pods' },
    name: 'web',
    namespace: 'default',
    operation: 'CREATE',
    userInfo: { username: 'alice' },
    object,
    ...changes,
  };
}

/** The update of an object. */
export function update(
  oldObject: Json,
  object: Json,
  changes: JsonObject = {},
): JsonObject {
  return creation(object, { operation: 'UPDATE', oldObject, ...changes });
}
