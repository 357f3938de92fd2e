// SPDX-License-Identifier: Apache-2.0
import { CharCode } from '../bytes/char-code';

// The first four bytes of each keyword, the first one lowest.
export const TRUE: u32 = 0x65757274;
export const FALS: u32 = 0x736c6166;
export const NULL: u32 = 0x6c6c756e;

/**
 * Behind the keyword that begins with the bytes `first`; 0 when it does not
 * stand at `p`. What follows is the next step's to check.
 */
export function keywordEnd(p: usize, end: usize, first: u32): usize {
  if (load<u32>(p) != first) return 0;
  p += 4;
  if (first == FALS && load<u8>(p++) != CharCode.e) return 0;
  return p <= end ? p : 0;
}
