// SPDX-License-Identifier: Apache-2.0
import { isUtf8 } from '@kubewarden/policy-sdk-assemblyscript/assembly/bytes/utf8';

/** Checks the bytes at every distance from a 64-byte boundary. */
function verdict(bytes: u8[]): i32 {
  let verdicts = 0;
  for (let before: usize = 0; before < 130; before += 13) {
    const len = <usize>bytes.length;
    const buffer = heap.alloc(before + len + 64);
    memory.fill(buffer, 0x61, before);
    memory.fill(buffer + before + len, 0, 64);
    for (let i = 0; i < bytes.length; i++)
      store<u8>(buffer + before + <usize>i, bytes[i]);
    verdicts |= isUtf8(buffer, before + len) ? 1 : 2;
  }
  return verdicts;
}

const GOOD: u8[][] = [
  [],
  [0],
  [0x7f],
  [0xc2, 0x80],
  [0xdf, 0xbf],
  [0xe0, 0xa0, 0x80],
  [0xed, 0x9f, 0xbf],
  [0xee, 0x80, 0x80],
  [0xef, 0xbf, 0xbf],
  [0xf0, 0x90, 0x80, 0x80],
  [0xf4, 0x8f, 0xbf, 0xbf],
  [0xc3, 0xa9, 0x61, 0xc3, 0xa9],
];

const BAD: u8[][] = [
  [0x80],
  [0xbf, 0x61],
  [0xc0, 0x80],
  [0xc1, 0xbf],
  [0xc2],
  [0xc2, 0x61],
  [0xe0, 0x80, 0x80],
  [0xe0, 0x9f, 0xbf],
  [0xe2, 0x82],
  [0xe2, 0x82, 0x61],
  [0xed, 0xa0, 0x80],
  [0xed, 0xbf, 0xbf],
  [0xf0, 0x80, 0x80, 0x80],
  [0xf0, 0x8f, 0xbf, 0xbf],
  [0xf0, 0x9f, 0x98],
  [0xf4, 0x90, 0x80, 0x80],
  [0xf5, 0x80, 0x80, 0x80],
  [0xff],
  [0x61, 0xfe],
];

describe('isUtf8', () => {
  it('accepts UTF-8', () => {
    for (let i = 0; i < GOOD.length; i++)
      expect(verdict(GOOD[i])).toBe(1, i.toString());
  });

  it('refuses overlong, cut and foreign sequences', () => {
    for (let i = 0; i < BAD.length; i++)
      expect(verdict(BAD[i])).toBe(2, i.toString());
  });

  it('does not read behind the end', () => {
    const buffer = heap.alloc(130);
    memory.fill(buffer, 0x61, 130);
    store<u8>(buffer + 10, 0xff);
    expect(isUtf8(buffer, 10)).toBe(true);
    expect(isUtf8(buffer, 11)).toBe(false);
    // A sequence whose last byte lies behind the end.
    store<u8>(buffer + 10, 0xc3);
    store<u8>(buffer + 11, 0xa9);
    expect(isUtf8(buffer, 11)).toBe(false);
    expect(isUtf8(buffer, 12)).toBe(true);
  });
});
