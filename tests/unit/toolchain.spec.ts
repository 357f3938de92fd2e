// SPDX-License-Identifier: Apache-2.0

describe('toolchain', () => {
  it('runs SIMD code', () => {
    const ptr = heap.alloc(16);
    v128.store(ptr, i8x16.splat(7));
    v128.store(ptr, i8x16.add(v128.load(ptr), i8x16.splat(1)));
    expect<i32>(load<u8>(ptr + 15)).toBe(8);
    expect<i32>(i8x16.bitmask(i8x16.eq(v128.load(ptr), i8x16.splat(8)))).toBe(
      0xffff,
    );
  });
});
