// SPDX-License-Identifier: Apache-2.0
import { ByteMap } from '../../assembly/bytes/byte-map';
import { hash } from '../../assembly/bytes/hash';
import { EMPTY, Slice } from '../../assembly/bytes/slice';

describe('ByteMap', () => {
  it('tells texts that come twice, wherever they stand', () => {
    const known = new ByteMap();
    for (let i = 0; i < 100; i++)
      expect<bool>(known.add(Slice.of('text ' + i.toString()), EMPTY)).toBe(
        false,
      );
    for (let i = 0; i < 100; i++)
      expect<bool>(known.add(Slice.of('text ' + i.toString()), EMPTY)).toBe(
        true,
      );
    expect<bool>(known.add(Slice.of('text'), EMPTY)).toBe(false);
    expect<bool>(known.add(Slice.of(''), EMPTY)).toBe(false);
    expect<bool>(known.add(Slice.of(''), EMPTY)).toBe(true);
  });

  it('takes pairs for one only when both are', () => {
    const known = new ByteMap();
    const a = Slice.of('a');
    const b = Slice.of('b');
    expect<bool>(known.add(a, b)).toBe(false);
    expect<bool>(known.find(a, b) != null).toBe(true);
    expect<bool>(known.find(b, a) == null).toBe(true);
    expect<bool>(known.find(a, a) == null).toBe(true);
    expect<bool>(known.find(Slice.of('ab'), Slice.of('')) == null).toBe(true);
    expect<bool>(known.add(b, a)).toBe(false);
    expect<bool>(known.add(Slice.of('a'), Slice.of('b'))).toBe(true);
  });

  it('keeps a value for each key', () => {
    const map = new ByteMap();
    for (let i = 0; i < 100; i++) {
      const entry = map.entry(Slice.of(i.toString()), EMPTY);
      expect<usize>(entry.value).toBe(0);
      entry.value = <usize>i + 1;
    }
    for (let i = 0; i < 100; i++)
      expect<usize>(map.entry(Slice.of(i.toString()), EMPTY).value).toBe(
        <usize>i + 1,
      );
  });

  it('takes keys of one hash for new when they are too many', () => {
    const texts = sameHash(70);
    for (let i = 0; i < 70; i++) expect<u32>(hash(texts[i], 0)).toBe(0);
    const map = new ByteMap();
    for (let i = 0; i < 70; i++)
      expect<bool>(map.add(texts[i], EMPTY)).toBe(false);
    for (let i = 0; i < 70; i++) {
      const isNear = i < 64;
      expect<bool>(map.find(texts[i], EMPTY) != null).toBe(isNear);
      expect<bool>(map.add(texts[i], EMPTY)).toBe(isNear);
    }
  });
});

/** Different texts that all have the hash 0. */
function sameHash(count: i32): Slice[] {
  const texts: Slice[] = [];
  for (let i: u64 = 0; i < <u64>count; i++) {
    const text = Slice.of('0123456789abcdef');
    store<u64>(text.ptr, i);
    let sum: u64 = (16 ^ i) * 0x9e3779b97f4a7c15;
    sum ^= sum >> 29;
    // The second half takes away what the first one made.
    store<u64>(text.ptr, sum, 8);
    texts.push(text);
  }
  return texts;
}
