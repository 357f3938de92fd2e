// SPDX-License-Identifier: Apache-2.0
import { PolicyHostError } from '../errors.js';
import { encodeJson, fromPlain, toPlain } from '../json/stringify.js';
import { parsePayload } from './payload.js';
import type { Capabilities, HostCall } from '../wapc/host-call.js';

/**
 * One scripted answer: a value to be written as JSON, bytes to be sent as they
 * are, or a function of the decoded payload that gives either. What the
 * function throws becomes the host error, text unchanged.
 */
export type ScriptedAnswer =
  | Uint8Array
  | string
  | number
  | boolean
  | null
  | object
  | ((payload: unknown, call: HostCall) => unknown);

/** Answers by `namespace/operation`, for example `oci/v2/verify`. */
export type Script = Readonly<Record<string, ScriptedAnswer>>;

/**
 * Capabilities for tests: answers from a table. `tracing/log` succeeds unless
 * the table says otherwise; any other call outside the table is a host error.
 */
export function scripted(script: Script): Capabilities {
  return {
    async call(call: HostCall): Promise<Uint8Array> {
      const [value, given] = evaluate(script, call);
      return given ? encodeAnswer(await value) : new Uint8Array(0);
    },
  };
}

/**
 * The same table without promises, for places that cannot wait (browsers).
 *
 * @throws what the scripted function throws; PolicyHostError CAPABILITY for a
 *   call outside the table or a function that answers with a promise
 */
export function answerScripted(script: Script, call: HostCall): Uint8Array {
  const [value, given] = evaluate(script, call);
  if (value instanceof Promise) {
    throw new PolicyHostError(
      'CAPABILITY',
      `the scripted answer of ${call.namespace}/${call.operation} must not be a promise here`,
    );
  }
  return given ? encodeAnswer(value) : new Uint8Array(0);
}

/** The answer, and whether the script had one at all. */
function evaluate(script: Script, call: HostCall): [unknown, boolean] {
  const path = `${call.namespace}/${call.operation}`;
  if (!Object.hasOwn(script, path)) {
    if (path === 'tracing/log') return [undefined, false];
    throw new PolicyHostError(
      'CAPABILITY',
      `no scripted answer for host call ${path}`,
    );
  }
  const answer = script[path];
  if (typeof answer !== 'function') return [answer, true];
  const payload =
    call.payload.length === 0 ? undefined : toPlain(parsePayload(call.payload));
  const scriptedFunction = answer as (p: unknown, c: HostCall) => unknown;
  return [scriptedFunction(payload, call), true];
}

function encodeAnswer(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  return value === undefined ? new Uint8Array(0) : encodeJson(fromPlain(value));
}
