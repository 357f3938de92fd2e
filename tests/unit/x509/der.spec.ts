// SPDX-License-Identifier: Apache-2.0
import { behind, inside, isTag, Tag } from '../../../assembly/x509/der';

/** Length of the element that these bytes begin with, or -1. */
function lengthOf(bytes: u8[], tag: u32 = Tag.Integer): i32 {
  const ptr = heap.alloc(64);
  memory.fill(ptr, 0xff, 64);
  for (let i = 0; i < bytes.length; i++) store<u8>(ptr + <usize>i, bytes[i]);
  const next = behind(ptr, ptr + <usize>bytes.length, tag);
  return next == 0 ? -1 : <i32>(next - ptr);
}

describe('behind', () => {
  it('steps over elements', () => {
    expect<i32>(lengthOf([2, 0])).toBe(2);
    expect<i32>(lengthOf([2, 1, 7])).toBe(3);
    expect<i32>(lengthOf([2, 1, 7, 9])).toBe(3);
  });

  it('refuses what is cut short', () => {
    expect<i32>(lengthOf([])).toBe(-1);
    expect<i32>(lengthOf([2])).toBe(-1);
    expect<i32>(lengthOf([2, 1])).toBe(-1);
    expect<i32>(lengthOf([2, 0x81])).toBe(-1);
    expect<i32>(lengthOf([2, 0x81, 0x80, 0])).toBe(-1);
    expect<i32>(lengthOf([2, 0x82, 1])).toBe(-1);
    expect<i32>(lengthOf([2, 0x83, 0xff, 0xff, 0xff])).toBe(-1);
    expect<i32>(lengthOf([2, 0x84, 0xff, 0xff, 0xff, 0xff])).toBe(-1);
  });

  it('refuses other tags', () => {
    expect<i32>(lengthOf([3, 0])).toBe(-1);
    expect<i32>(lengthOf([3, 0], Tag.BitString)).toBe(2);
  });

  it('refuses lengths that are indefinite or not the shortest', () => {
    const long: u8[] = [2, 0x81, 0x80];
    for (let i = 0; i < 128; i++) long.push(0);
    const ptr = heap.alloc(256);
    for (let i = 0; i < long.length; i++) store<u8>(ptr + <usize>i, long[i]);
    const end = ptr + <usize>long.length;
    expect<usize>(behind(ptr, end, Tag.Integer)).toBe(end);
    expect<usize>(inside(ptr)).toBe(ptr + 3);
    expect<i32>(lengthOf([2, 0x80, 0, 0])).toBe(-1);
    expect<i32>(lengthOf([2, 0x81, 0x01, 0])).toBe(-1);
    expect<i32>(lengthOf([2, 0x81, 0x7f, 0])).toBe(-1);
    expect<i32>(lengthOf([2, 0x82, 0x00, 0x80, 0])).toBe(-1);
    expect<i32>(lengthOf([2, 0xff, 1, 1])).toBe(-1);
  });

  it('passes failure on', () => {
    expect<usize>(behind(0, 100, Tag.Sequence)).toBe(0);
    expect<bool>(isTag(8, 8, 0)).toBe(false);
  });
});
