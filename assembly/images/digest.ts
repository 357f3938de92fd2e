// SPDX-License-Identifier: Apache-2.0
import { Slice } from '@kubewarden/policy-sdk-assemblyscript';
import { equalsLiteral } from '@kubewarden/policy-sdk-assemblyscript/assembly/bytes/literal';
import { isHex } from './grammar';

/**
 * Whether the text is a digest as references have it: `sha256`, `sha384` or
 * `sha512`, a colon, and as many lower-case hex digits as the hash has.
 */
export function isDigest(text: Slice): bool {
  if (text.len == 71) return is(text, 'sha256:');
  if (text.len == 103) return is(text, 'sha384:');
  return text.len == 135 && is(text, 'sha512:');
}

function is(text: Slice, algorithm: string): bool {
  return (
    equalsLiteral(text.ptr, algorithm.length, algorithm) &&
    isHex(text.ptr + <usize>algorithm.length, text.len - algorithm.length)
  );
}
