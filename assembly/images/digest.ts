// SPDX-License-Identifier: Apache-2.0
import { Slice } from '@kubewarden/policy-sdk-assemblyscript';
import { ascii } from '@kubewarden/policy-sdk-assemblyscript/assembly/bytes/literal';
import { isHex } from './grammar';

/**
 * Whether the text is a digest as references have it: `sha256`, `sha384` or
 * `sha512`, a colon, and as many lower-case hex digits as the hash has.
 */
export function isDigest(text: Slice): bool {
  if (text.len == 71) return is(text, ascii('sha256:'));
  if (text.len == 103) return is(text, ascii('sha384:'));
  return text.len == 135 && is(text, ascii('sha512:'));
}

function is(text: Slice, algorithm: Slice): bool {
  return (
    new Slice(text.ptr, algorithm.len).equals(algorithm) &&
    isHex(text.ptr + <usize>algorithm.len, text.len - algorithm.len)
  );
}
