// SPDX-License-Identifier: Apache-2.0
import type { Answer, HostCall } from './host-call.js';
import type { CallState } from './call-state.js';
import type { GuestMemory } from './memory.js';

/** Answer to a host call; `error` is what the guest reads as host error. */
export type HostAnswer =
  | (Answer & { readonly kind: 'success' })
  | { readonly kind: 'failure'; readonly error: string };

/** Answers host calls of the guest; what it may handle is never thrown. */
export type HostCalls = (call: HostCall) => HostAnswer;

/** What an instance needs of its surroundings; all of it is synchronous. */
export interface InstanceHost {
  readonly hostCall: HostCalls;
  /** One line the guest wrote with `__console_log` or to a standard stream. */
  log(line: string): void;
  /** Most bytes taken from the guest in one go. */
  readonly maxMessageBytes: number;
}

/** The instance as far as its imports must know it. */
export interface ImportContext {
  readonly host: InstanceHost;
  state(): CallState;
  memory(): GuestMemory;
}

const encoder = new TextEncoder();

/** The functions of import module `wapc`. @see docs/host-conformance.md, "waPC ABI" */
export function wapcImports(
  context: ImportContext,
): Record<string, (...args: number[]) => number | void> {
  const { host, state, memory } = context;
  const text = (pointer: number, length: number) =>
    memory().readText(pointer, length, host.maxMessageBytes);
  return {
    __guest_request: (operation: number, payload: number) => {
      memory().write(payload, state().payload);
      memory().write(operation, state().operation);
    },
    __guest_response: (pointer: number, length: number) => {
      state().response = memory().read(pointer, length, host.maxMessageBytes);
    },
    __guest_error: (pointer: number, length: number) => {
      state().error = text(pointer, length);
    },
    __host_call: (
      binding: number,
      bindingLength: number,
      namespace: number,
      namespaceLength: number,
      operation: number,
      operationLength: number,
      payload: number,
      payloadLength: number,
    ) =>
      answer(state(), host, {
        binding: text(binding, bindingLength),
        namespace: text(namespace, namespaceLength),
        operation: text(operation, operationLength),
        payload: memory().read(payload, payloadLength, host.maxMessageBytes),
      }),
    __host_response_len: () => state().hostResponse.length,
    __host_response: (pointer: number) => {
      memory().write(pointer, state().hostResponse);
    },
    __host_error_len: () => state().hostError.length,
    __host_error: (pointer: number) => {
      memory().write(pointer, state().hostError);
    },
    __console_log: (pointer: number, length: number) => {
      host.log(text(pointer, length));
    },
  };
}

function answer(state: CallState, host: InstanceHost, call: HostCall): 0 | 1 {
  state.hostResponse = new Uint8Array(0);
  state.hostError = new Uint8Array(0);
  const result = host.hostCall(call);
  if (result.kind === 'success') {
    state.hostResponse = result.payload;
    return 1;
  }
  state.hostError = encoder.encode(result.error);
  return 0;
}
