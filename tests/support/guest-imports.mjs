// SPDX-License-Identifier: Apache-2.0

/**
 * The `wapc` imports of a module under unit test. There is no host behind
 * them: every host call fails with a text that says so, and what the guest
 * reports is dropped.
 *
 * @returns the imports, and `attach`, which must be given the module's memory
 */
export function guestImports() {
  const error = new TextEncoder().encode('no host in unit tests');
  let memory;
  const wapc = {
    __guest_request: () => undefined,
    __guest_response: () => undefined,
    __guest_error: () => undefined,
    __host_call: () => 0,
    __host_response_len: () => 0,
    __host_response: () => undefined,
    __host_error_len: () => error.length,
    __host_error: (pointer) =>
      new Uint8Array(memory.buffer).set(error, pointer >>> 0),
    __console_log: () => undefined,
  };
  return {
    imports: { wapc },
    attach(attached) {
      memory = attached;
    },
  };
}
