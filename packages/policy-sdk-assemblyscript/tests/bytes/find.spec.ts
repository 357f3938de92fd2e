// SPDX-License-Identifier: Apache-2.0
import { find, has, hasCapital, lowerCase } from '../../assembly/bytes/find';
import { Slice } from '../../assembly/bytes/slice';

/** The text, and behind it what would be found if the end did not count. */
function followed(text: string, behind: string): Slice {
  const all = Slice.of(text + behind);
  return new Slice(all.ptr, text.length);
}

describe('find', () => {
  it('finds the first byte of a range at any place', () => {
    for (let len = 0; len < 70; len++) {
      const text = followed('a'.repeat(len) + 'Xb', 'YZ');
      expect<usize>(find(text.ptr, text.end, 0x41, 26)).toBe(
        text.ptr + <usize>len,
      );
      expect<bool>(has(text.ptr, text.end, 0x58)).toBe(true);
      expect<bool>(hasCapital(text.ptr, text.end)).toBe(true);
    }
  });

  it('finds nothing behind the end', () => {
    for (let len = 0; len < 70; len++) {
      const text = followed('a'.repeat(len), 'XYZ');
      expect<usize>(find(text.ptr, text.end, 0x41, 26)).toBe(text.end);
      expect<bool>(has(text.ptr, text.end, 0x58)).toBe(false);
      expect<bool>(hasCapital(text.ptr, text.end)).toBe(false);
    }
  });

  it('takes no byte beside the range', () => {
    const text = Slice.of('@[`{');
    expect<bool>(hasCapital(text.ptr, text.end)).toBe(false);
    const ends = Slice.of('AZ');
    expect<usize>(find(ends.ptr, ends.end, 0x42, 25)).toBe(ends.ptr + 1);
  });
});

describe('lowerCase', () => {
  it('changes ASCII capitals and no other byte', () => {
    const text = Slice.of('@AZ[`az{\u{c9}0-');
    lowerCase(text.ptr, text.end);
    expect<string>(text.toString()).toBe('@az[`az{\u{c9}0-');
  });
});
