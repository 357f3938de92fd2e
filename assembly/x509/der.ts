// SPDX-License-Identifier: Apache-2.0

// DER (X.690) as X.509 uses it: one-byte tags and definite lengths in their
// shortest form. An element is its address; nothing is allocated, and nesting
// is the caller's, so that nothing recurses.

/** Tags that certificates use, with class and construction. */
export const enum Tag {
  Boolean = 0x01,
  Integer = 0x02,
  BitString = 0x03,
  OctetString = 0x04,
  ObjectIdentifier = 0x06,
  UtcTime = 0x17,
  GeneralizedTime = 0x18,
  Sequence = 0x30,
  /** Context-specific; add the number. */
  Context = 0x80,
  ContextConstructed = 0xa0,
}

/**
 * The address behind the element at `p`, which is where the next one begins;
 * 0 when it has another tag or is malformed, reaches over `end`, or when `p`
 * is itself such a 0, so that only the last of several steps needs a check.
 */
export function behind(p: usize, end: usize, tag: u32): usize {
  // Two bytes at least; an address of 0 becomes the largest.
  if (p - 1 > end - 3 || <u32>load<u8>(p) != tag) return 0;
  const first = <usize>load<u8>(p, 1);
  const content = p + 2;
  if (first < 0x80) return first <= end - content ? content + first : 0;
  return behindLong(content, end, first & 0x7f);
}

/** `behind` for a length of several bytes; three are enough for 16 MiB. */
function behindLong(p: usize, end: usize, lengthBytes: usize): usize {
  if (lengthBytes == 0 || lengthBytes > 3 || lengthBytes > end - p) return 0;
  const content = p + lengthBytes;
  // The shortest form begins with no zero, and one byte is used from 128 on.
  if (load<u8>(p) == 0) return 0;
  let size: usize = 0;
  for (; p < content; p++) size = (size << 8) | (<usize>load<u8>(p));
  return size >= 0x80 && size <= end - content ? content + size : 0;
}

/** The address of the contents of an element that `behind` has accepted. */
export function inside(p: usize): usize {
  const first = <usize>load<u8>(p, 1);
  return first < 0x80 ? p + 2 : p + 2 + (first & 0x7f);
}

/** Whether an element with this tag begins at `p`. */
export function isTag(p: usize, end: usize, tag: u32): bool {
  return p < end && <u32>load<u8>(p) == tag;
}
