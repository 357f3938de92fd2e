// SPDX-License-Identifier: Apache-2.0
import { equalBytes } from '../bytes/equal';
import { ascii } from '../bytes/literal';
import { EMPTY, Slice } from '../bytes/slice';
import { isUtf8 } from '../bytes/utf8';
import { Writer } from '../json/writer';
import { invalidSettings, reject } from '../responses/verdict';
import { takeRefusal } from '../values/refusals';
import { allocate, beginCall } from './arena';
import { guestError, guestRequest, guestResponse } from './imports';

/**
 * Answers one operation: takes the payload (UTF-8 JSON, checked to be UTF-8)
 * and returns the reply's bytes.
 */
export type Handler = (payload: Slice) => Slice;

/** The operations a policy registers; `protocol_version` answers itself. */
export const enum Operation {
  Validate,
  ValidateSettings,
}

/** The answer to `protocol_version`: the protocol this SDK speaks, as JSON. */
const PROTOCOL_VERSION = memory.data<u8>([0x22, 0x76, 0x31, 0x22]); // "v1"
const OPERATION_NAMES = memory.data<u8>([
  0x76, 0x61, 0x6c, 0x69, 0x64, 0x61, 0x74, 0x65, 0x5f, 0x73, 0x65, 0x74, 0x74,
  0x69, 0x6e, 0x67, 0x73,
]); // validate_settings
/** The longest operation name is `validate_settings`. */
const OPERATION_BYTES: usize = 32;
const operationName = memory.data(32);

let onValidate: Handler | null = null;
let onValidateSettings: Handler | null = null;

/** Makes `handler` answer an operation. */
export function register(operation: Operation, handler: Handler): void {
  if (operation == Operation.Validate) onValidate = handler;
  else onValidateSettings = handler;
}

/**
 * The waPC entry point: a policy exports it from its entry file. Returns 1
 * with a reply, 0 with an error text.
 */
export function __guest_call(operationLen: usize, payloadLen: usize): i32 {
  const error = answer(operationLen, payloadLen);
  if (error == null) return 1;
  guestError(error.ptr, <usize>error.len);
  return 0;
}

/** Replies to the call; returns what is wrong with one that gets no reply. */
function answer(operationLen: usize, payloadLen: usize): Slice | null {
  let operation = operationName;
  let payload = operationName;
  // Only `protocol_version` comes without a payload, and it needs no arena.
  const bare = payloadLen == 0 && operationLen <= OPERATION_BYTES;
  if (!bare) {
    beginCall();
    if (operationLen > OPERATION_BYTES) operation = allocate(operationLen);
    payload = allocate(payloadLen);
    if (operation == 0 || payload == 0) return ascii('out of memory');
  }
  guestRequest(operation, payload);
  if (bare) {
    if (isProtocolVersion(operationLen)) {
      guestResponse(PROTOCOL_VERSION, 4);
      return null;
    }
    beginCall();
  }
  if (!isUtf8(payload, payloadLen)) return ascii('payload is not valid UTF-8');
  const handler = handlerOf(operation, <i32>operationLen);
  let reply = EMPTY;
  if (handler != null) reply = handler(new Slice(payload, <i32>payloadLen));
  const refusal = takeRefusal();
  if (refusal != null)
    reply =
      operationLen == 8
        ? reject(refusal.describe())
        : invalidSettings(refusal.describe());
  if (reply.len == 0) return noHandler(operation, operationLen);
  guestResponse(reply.ptr, <usize>reply.len);
  return null;
}

function isProtocolVersion(operationLen: usize): bool {
  return (
    operationLen == 16 &&
    load<u64>(operationName) == 0x6c6f636f746f7270 /* protocol */ &&
    load<u64>(operationName, 8) == 0x6e6f69737265765f /* _version */
  );
}

/** The name of the one operation begins with that of the other. */
function handlerOf(name: usize, len: i32): Handler | null {
  if (len != 8 && len != 17) return null;
  if (!equalBytes(name, len, OPERATION_NAMES, len)) return null;
  return len == 8 ? onValidate : onValidateSettings;
}

function noHandler(name: usize, len: usize): Slice {
  return new Writer(128)
    .literal('No handler registered for function ')
    .raw(name, <i32>len)
    .slice();
}
