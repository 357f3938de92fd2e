// SPDX-License-Identifier: Apache-2.0
import { CharCode } from '@kubewarden/policy-sdk-assemblyscript/core';
import { hexDigit } from '../characters';

/** Groups of an address. */
const GROUPS: i32 = 8;
/** Most hex digits of a group. */
const GROUP_DIGITS: usize = 4;

/**
 * Whether the bytes are an IPv6 address in its shortest form: no leading zeros,
 * and `::` for the longest run of zero groups, the first of several, if it has
 * two at least. One address has many spellings, and only one of these. Capitals
 * are taken for small letters.
 *
 * @see https://www.rfc-editor.org/rfc/rfc5952#section-4
 */
export function isShortestAddress(start: usize, end: usize): bool {
  let groups = 0;
  let hasGap = false;
  /** Whether a run of zeros would go on where `p` is. */
  let atGap = false;
  /** The run of zero groups that ends here, and the longest on each side. */
  let run = 0;
  let longest = 0;
  let before = 0;
  let p = start;
  if (load<u8>(p) == CharCode.Colon) {
    if (end - p < 2 || load<u8>(p, 1) != CharCode.Colon) return false;
    hasGap = atGap = true;
    p += 2;
  }
  while (p < end) {
    const group = p;
    while (p < end && hexDigit(load<u8>(p)) >= 0) p++;
    const digits = p - group;
    const isZero = load<u8>(group) == CharCode.Zero;
    if (digits == 0 || digits > GROUP_DIGITS || (isZero && digits > 1))
      return false;
    if (isZero && atGap) return false;
    atGap = false;
    run = isZero ? run + 1 : 0;
    longest = max(longest, run);
    groups++;
    if (p == end) break;
    if (load<u8>(p++) != CharCode.Colon || p == end) return false;
    if (load<u8>(p) != CharCode.Colon) continue;
    if (hasGap || isZero) return false;
    hasGap = atGap = true;
    before = longest;
    longest = 0;
    run = 0;
    p++;
  }
  if (!hasGap) return groups == GROUPS && longest < 2;
  const gap = GROUPS - groups;
  return gap >= 2 && before < gap && longest <= gap;
}
