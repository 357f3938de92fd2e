// SPDX-License-Identifier: Apache-2.0
import { ascii, Slice } from '@kubewarden/policy-sdk-assemblyscript/core';

/** An error text is longer only when it quotes something. */
const MOST_BYTES: i32 = 4096;

// Vectors of one byte each.
const CASE_BIT = memory.data<u8>([0x20]);
const LETTER_U = memory.data<u8>([0x75]);
const LETTER_G = memory.data<u8>([0x67]);

/**
 * Whether a host's error says that there is nothing to read: that it does not
 * know or does not grant the capability, or that the registry has no such
 * manifest. Any other error may be a fault that hides evidence.
 *
 * Registries word a missing manifest in their own ways, and hosts pass their
 * words on. The text is readable 16 bytes before and behind it.
 */
export function isUnavailable(error: Slice): bool {
  const text =
    error.len > MOST_BYTES ? new Slice(error.ptr, MOST_BYTES) : error;
  // From the end, for that is where errors come to the point.
  for (let block = text.end; block > text.ptr;) {
    block -= 16;
    const letters = v128.or(v128.load(block), v128.load_splat<u8>(CASE_BIT));
    // Each of the phrases has one of these, and few other words have.
    let rare = i8x16.bitmask(
      v128.or(
        i8x16.eq(letters, v128.load_splat<u8>(LETTER_U)),
        i8x16.eq(letters, v128.load_splat<u8>(LETTER_G)),
      ),
    );
    for (; rare != 0; rare &= rare - 1) {
      if (saysSo(text, block + <usize>ctz(rare))) return true;
    }
  }
  return false;
}

/** Whether one of the phrases has its first u, or its g, at `p`. */
function saysSo(text: Slice, p: usize): bool {
  return (
    says(text, p - 9, ascii('manifest unknown')) ||
    // A repository may be named like the code, but never in capitals.
    says(text, p - 9, ascii('MANIFEST_UNKNOWN')) ||
    says(text, p - 5, ascii('name unknown')) ||
    says(text, p - 6, ascii('not found')) ||
    says(text, p, ascii('unknown operation')) ||
    says(text, p, ascii('unknown namespace')) ||
    says(text, p - 9, ascii('not been granted access'))
  );
}

/**
 * Whether these words (at most 31 bytes) stand at `p`. Small letters stand for
 * capitals as well.
 */
function says(text: Slice, p: usize, words: Slice): bool {
  if (p < text.ptr || p + <usize>words.len > text.end) return false;
  const caseBit = v128.load_splat<u8>(CASE_BIT);
  let word = words.ptr;
  for (let rest = words.len; rest > 0; rest -= 16) {
    const bytes = v128.load(p);
    const wanted = v128.load(word);
    // Letters have the bit above the case bit.
    const small = v128.or(bytes, v128.and(i8x16.shr_u(bytes, 1), caseBit));
    const same = v128.or(i8x16.eq(bytes, wanted), i8x16.eq(small, wanted));
    const differences = i8x16.bitmask(v128.not(same));
    if ((differences & ((1 << rest) - 1)) != 0) return false;
    p += 16;
    word += 16;
  }
  return true;
}
