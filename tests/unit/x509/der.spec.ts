// SPDX-License-Identifier: Apache-2.0
import { Slice } from '@kubewarden/policy-sdk-assemblyscript/core';
import { Der, Tag } from '../../../assembly/x509/der';

/** Length of the element that these bytes begin with, or -1. */
function lengthOf(bytes: u8[], tag: u32 = Tag.Integer): i32 {
  const ptr = heap.alloc(64);
  memory.fill(ptr, 0xff, 64);
  for (let i = 0; i < bytes.length; i++) store<u8>(ptr + <usize>i, bytes[i]);
  const der = Der.over(new Slice(ptr, bytes.length));
  der.read(tag);
  return der.failed ? -1 : <i32>(der.position - ptr);
}

/** Whether the bytes are an INTEGER of one byte in a SEQUENCE. */
function walk(bytes: u8[]): bool {
  const ptr = heap.alloc(64);
  memory.fill(ptr, 0, 64);
  for (let i = 0; i < bytes.length; i++) store<u8>(ptr + <usize>i, bytes[i]);
  const der = Der.over(new Slice(ptr, bytes.length));
  const outer = der.enter(Tag.Sequence);
  der.byte(Tag.Integer);
  der.leave(outer);
  return der.finished;
}

describe('Der', () => {
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
    const der = Der.over(new Slice(ptr, long.length));
    expect<usize>(der.read(Tag.Integer)).toBe(ptr + 3);
    expect<bool>(der.finished).toBe(true);
    expect<i32>(lengthOf([2, 0x80, 0, 0])).toBe(-1);
    expect<i32>(lengthOf([2, 0x81, 0x01, 0])).toBe(-1);
    expect<i32>(lengthOf([2, 0x81, 0x7f, 0])).toBe(-1);
    expect<i32>(lengthOf([2, 0x82, 0x00, 0x80, 0])).toBe(-1);
    expect<i32>(lengthOf([2, 0xff, 1, 1])).toBe(-1);
  });

  it('goes inside elements and out again', () => {
    expect<bool>(walk([0x30, 3, 2, 1, 7])).toBe(true);
    expect<bool>(walk([0x30, 3, 2, 1, 7, 0])).toBe(false);
    expect<bool>(walk([0x30, 4, 2, 1, 7, 0])).toBe(false);
    expect<bool>(walk([0x30, 2, 2, 1, 7])).toBe(false);
    expect<bool>(walk([0x30, 0])).toBe(false);
  });

  it('never finishes after an error', () => {
    const ptr = heap.alloc(64);
    memory.fill(ptr, 0, 64);
    const der = Der.over(new Slice(ptr, 32));
    const outer = der.enter(Tag.Sequence);
    for (let i = 0; i < 8; i++) {
      const inner = der.enter(Tag.Sequence);
      expect<bool>(der.hasMore).toBe(false);
      expect<bool>(der.isAt(0)).toBe(false);
      der.skipRest();
      der.leave(inner);
      expect<bool>(der.finished).toBe(false);
    }
    der.leave(outer);
    expect<bool>(der.finished).toBe(false);
    expect<bool>(der.failed).toBe(true);
    expect<i32>(der.element(Tag.Sequence).len).toBe(0);
    expect<i32>(der.contents(0).len).toBe(0);
  });
});
