// SPDX-License-Identifier: Apache-2.0

// Bytes for one String.fromCharCode call; more overflow the argument list.
const CHUNK_BYTES = 0x8000;

/** Standard base64 with padding, in Node and in browsers. */
export function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    binary += String.fromCharCode(...bytes.subarray(at, at + CHUNK_BYTES));
  }
  return btoa(binary);
}

/** `toBase64` of the text's UTF-8. */
export function textToBase64(text: string): string {
  const ascii = !/[^ -~]/.test(text);
  return ascii ? btoa(text) : toBase64(new TextEncoder().encode(text));
}
