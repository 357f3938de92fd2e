// SPDX-License-Identifier: Apache-2.0
import { CharCode } from '../bytes/char-code';

/** The most digits of a number whose magnitude surely fits into 63 bits. */
const SAFE_DIGITS = 18;

/** Behind the number at `p` (RFC 8259, section 6), or 0 when it is none. */
export function numberEnd(p: usize, end: usize): usize {
  if (p < end && load<u8>(p) == CharCode.Hyphen) p++;
  const integer = digitsEnd(p, end);
  if (integer == p) return 0;
  // `01` is no JSON.
  if (load<u8>(p) == CharCode.Zero && integer > p + 1) return 0;
  p = integer;
  if (p < end && load<u8>(p) == CharCode.Dot) {
    const fraction = digitsEnd(p + 1, end);
    if (fraction == p + 1) return 0;
    p = fraction;
  }
  if (p < end && (load<u8>(p) | 0x20) == CharCode.e) {
    p++;
    if (
      p < end &&
      (load<u8>(p) == CharCode.Plus || load<u8>(p) == CharCode.Hyphen)
    )
      p++;
    const exponent = digitsEnd(p, end);
    if (exponent == p) return 0;
    p = exponent;
  }
  return p;
}

function digitsEnd(p: usize, end: usize): usize {
  while (p < end && <u32>(load<u8>(p) - CharCode.Zero) < 10) p++;
  return p;
}

/** Whether the text of a number is that of an integer of at most 64 bits. */
export function isInteger(p: usize, end: usize): bool {
  const negative = load<u8>(p) == CharCode.Hyphen;
  if (negative) p++;
  if (digitsEnd(p, end) != end) return false;
  const digits = <i32>(end - p);
  if (digits <= SAFE_DIGITS) return true;
  if (digits > SAFE_DIGITS + 1) return false;
  // 19 digits fit into 64 bits without a sign, so this cannot wrap.
  const limit: u64 = <u64>i64.MAX_VALUE + (negative ? 1 : 0);
  return magnitude(p, end) <= limit;
}

/** The integer whose text `isInteger` has accepted. */
export function integerAt(p: usize, end: usize): i64 {
  const negative = load<u8>(p) == CharCode.Hyphen;
  const value = magnitude(negative ? p + 1 : p, end);
  return negative ? <i64>(0 - value) : <i64>value;
}

function magnitude(p: usize, end: usize): u64 {
  let value: u64 = 0;
  for (; p < end; p++) value = value * 10 + <u64>(load<u8>(p) - CharCode.Zero);
  return value;
}
