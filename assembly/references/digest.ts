// SPDX-License-Identifier: Apache-2.0
import { Slice } from '@kubewarden/policy-sdk-assemblyscript/core';
import { digestLength } from './grammar';

/**
 * Whether the text is a digest as references have it: `sha256`, `sha384` or
 * `sha512`, a colon, and as many lower-case hex digits as the hash has.
 */
export function isDigest(text: Slice): bool {
  return text.len > 0 && digestLength(text.ptr, text.len) == text.len;
}
