// SPDX-License-Identifier: Apache-2.0
import { Slice } from '@kubewarden/policy-sdk-assemblyscript';
import {
  ascii,
  equalsLiteral,
} from '@kubewarden/policy-sdk-assemblyscript/assembly/bytes/literal';

/** An error text is longer only when it quotes something. */
const MOST_BYTES: i32 = 4096;

/**
 * Whether a host's error says that there is nothing to read: that it does not
 * know or does not grant the capability, or that the registry has no such
 * manifest. Any other error may be a fault that hides evidence.
 *
 * Registries word a missing manifest in their own ways, and hosts pass their
 * words on.
 */
export function isUnavailable(error: Slice): bool {
  const end = error.ptr + <usize>min(error.len, MOST_BYTES);
  const spaces = i8x16.splat(0x20);
  for (let block = error.ptr; block < end; block += 16) {
    const text = v128.or(v128.load(block), spaces);
    // Few letters can begin a word that counts.
    let starts = i8x16.bitmask(
      v128.or(
        i8x16.eq(text, i8x16.splat(0x6d)), // m
        v128.or(
          i8x16.eq(text, i8x16.splat(0x6e)), // n
          i8x16.eq(text, i8x16.splat(0x75)), // u
        ),
      ),
    );
    for (; starts != 0; starts &= starts - 1) {
      if (saysSo(block + <usize>ctz(starts), end)) return true;
    }
  }
  return false;
}

/** Whether one of the phrases begins at `p`; told by its first four letters. */
function saysSo(p: usize, end: usize): bool {
  switch (load<u32>(p) | 0x20202020) {
    case 0x20746f6e: // not
      return (
        begins(p, end, ascii('not found')) ||
        begins(p, end, ascii('not been granted access'))
      );
    case 0x656d616e: // name
      return begins(p, end, ascii('name unknown'));
    case 0x6e6b6e75: // unkn
      return (
        begins(p, end, ascii('unknown operation')) ||
        begins(p, end, ascii('unknown namespace'))
      );
    case 0x696e616d: // mani
      // A repository may be named like the code, but never in capitals.
      return (
        begins(p, end, ascii('manifest unknown')) ||
        (p + 16 <= end && equalsLiteral(p, 16, 'MANIFEST_UNKNOWN'))
      );
    default:
      return false;
  }
}

/**
 * Whether the text begins with these words (at most 31 bytes), in whatever
 * case. The text is readable 15 bytes past its end.
 */
function begins(p: usize, end: usize, words: Slice): bool {
  if (p + <usize>words.len > end) return false;
  let word = words.ptr;
  for (let rest = words.len; rest > 0; rest -= 16) {
    const text = v128.load(p);
    const capitals = i8x16.lt_u(
      i8x16.sub(text, i8x16.splat(0x41)),
      i8x16.splat(26),
    );
    const lower = v128.or(text, v128.and(capitals, i8x16.splat(0x20)));
    const differences = i8x16.bitmask(i8x16.ne(lower, v128.load(word)));
    if ((differences & ((1 << rest) - 1)) != 0) return false;
    p += 16;
    word += 16;
  }
  return true;
}
