// SPDX-License-Identifier: Apache-2.0
import {
  find,
  findRange,
  findPhrase,
  has,
  hasCapital,
  lowerCase,
} from '../../assembly/bytes/find';
import { Slice } from '../../assembly/bytes/slice';

/** The text, and behind it what would be found if the end did not count. */
function followed(text: string, behind: string): Slice {
  const all = Slice.of(text + behind);
  return new Slice(all.ptr, text.length);
}

/** Where the phrase stands in the text, -1 when nowhere. */
function found(text: string, phrase: string): i32 {
  const bytes = followed(text, phrase);
  const at = findPhrase(bytes.ptr, bytes.end, Slice.of(phrase));
  return at == bytes.end ? -1 : <i32>(at - bytes.ptr);
}

describe('find', () => {
  it('finds the first byte of a range at any place', () => {
    for (let len = 0; len < 70; len++) {
      const text = followed('a'.repeat(len) + 'Xb', 'YZ');
      expect<usize>(findRange(text.ptr, text.end, 0x41, 26)).toBe(
        text.ptr + <usize>len,
      );
      expect<usize>(find(text.ptr, text.end, 0x58)).toBe(text.ptr + <usize>len);
      expect<bool>(has(text.ptr, text.end, 0x58)).toBe(true);
      expect<bool>(hasCapital(text.ptr, text.end)).toBe(true);
    }
  });

  it('finds nothing behind the end', () => {
    for (let len = 0; len < 70; len++) {
      const text = followed('a'.repeat(len), 'XYZ');
      expect<usize>(findRange(text.ptr, text.end, 0x41, 26)).toBe(text.end);
      expect<usize>(find(text.ptr, text.end, 0x58)).toBe(text.end);
      expect<bool>(has(text.ptr, text.end, 0x58)).toBe(false);
      expect<bool>(hasCapital(text.ptr, text.end)).toBe(false);
    }
  });

  it('takes no byte beside the range', () => {
    const text = Slice.of('@[`{');
    expect<bool>(hasCapital(text.ptr, text.end)).toBe(false);
    const ends = Slice.of('AZ');
    expect<usize>(findRange(ends.ptr, ends.end, 0x42, 25)).toBe(ends.ptr + 1);
  });
});

describe('lowerCase', () => {
  it('changes ASCII capitals and no other byte', () => {
    const text = Slice.of('@AZ[`az{\u{c9}0-');
    lowerCase(text.ptr, text.end);
    expect<string>(text.toString()).toBe('@az[`az{\u{c9}0-');
  });
});

describe('findPhrase', () => {
  it('finds a phrase at any place, and none behind the end', () => {
    const phrases = [
      'no',
      'not found',
      'sixteen letters!',
      'seventeen letters',
    ];
    for (let i = 0; i < phrases.length; i++) {
      const phrase = phrases[i];
      for (let gap = 0; gap < 40; gap++) {
        const before = 'n'.repeat(gap);
        expect<i32>(found(before + phrase + '.', phrase)).toBe(gap);
        expect<i32>(found(before + phrase, phrase)).toBe(gap);
        const cut = phrase.slice(0, phrase.length - 1);
        expect<i32>(found(before + cut, phrase)).toBe(-1);
      }
    }
  });

  it('takes capitals for small letters, and not the other way round', () => {
    expect<i32>(found('it is NOT Found', 'not found')).toBe(6);
    expect<i32>(found('a manifest_unknown', 'MANIFEST_UNKNOWN')).toBe(-1);
    expect<i32>(found('a MANIFEST_UNKNOWN', 'MANIFEST_UNKNOWN')).toBe(2);
    expect<i32>(found('not\0found not@found', 'not found')).toBe(-1);
  });
});
