// SPDX-License-Identifier: Apache-2.0

// The functions a waPC host gives its guests, in the namespace `wapc`. All
// pointers and lengths are 32-bit offsets into the guest's linear memory; the
// host copies in and out and never allocates here.

/** Writes the payload to `payload`, then the operation name to `operation`. */
// @ts-ignore: decorator
@external('wapc', '__guest_request')
export declare function guestRequest(operation: usize, payload: usize): void;

/** Hands the reply of the current call to the host, which copies it at once. */
// @ts-ignore: decorator
@external('wapc', '__guest_response')
export declare function guestResponse(ptr: usize, len: usize): void;

/** Hands an error text (UTF-8) to the host in place of a reply. */
// @ts-ignore: decorator
@external('wapc', '__guest_error')
export declare function guestError(ptr: usize, len: usize): void;

/** Calls the host; 1 when it answered, 0 when it reports an error. */
// @ts-ignore: decorator
@external('wapc', '__host_call')
export declare function hostCall(
  binding: usize,
  bindingLen: usize,
  namespace: usize,
  namespaceLen: usize,
  operation: usize,
  operationLen: usize,
  payload: usize,
  payloadLen: usize,
): i32;

/** Bytes of the answer to the last host call. */
// @ts-ignore: decorator
@external('wapc', '__host_response_len')
export declare function hostResponseLen(): usize;

/** Copies the answer to the last host call to `ptr`. */
// @ts-ignore: decorator
@external('wapc', '__host_response')
export declare function hostResponse(ptr: usize): void;

/** Bytes of the error text of the last host call. */
// @ts-ignore: decorator
@external('wapc', '__host_error_len')
export declare function hostErrorLen(): usize;

/** Copies the error text of the last host call to `ptr`. */
// @ts-ignore: decorator
@external('wapc', '__host_error')
export declare function hostError(ptr: usize): void;
