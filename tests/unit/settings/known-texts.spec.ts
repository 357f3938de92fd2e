// SPDX-License-Identifier: Apache-2.0
import { Slice } from '@kubewarden/policy-sdk-assemblyscript';
import { KnownTexts } from '../../../assembly/settings/known-texts';

describe('KnownTexts', () => {
  it('tells texts that come twice, wherever they stand', () => {
    const known = new KnownTexts(0);
    for (let i = 0; i < 100; i++) {
      expect<bool>(known.add(Slice.of('text ' + i.toString()))).toBe(false);
    }
    for (let i = 0; i < 100; i++) {
      expect<bool>(known.add(Slice.of('text ' + i.toString()))).toBe(true);
    }
    expect<bool>(known.add(Slice.of('text'))).toBe(false);
    expect<bool>(known.add(Slice.of(''))).toBe(false);
    expect<bool>(known.add(Slice.of(''))).toBe(true);
  });

  it('takes pairs for one only when both are', () => {
    const known = new KnownTexts(4);
    const a = Slice.of('a');
    const b = Slice.of('b');
    expect<bool>(known.add(a, b)).toBe(false);
    expect<bool>(known.has(a, b)).toBe(true);
    expect<bool>(known.has(b, a)).toBe(false);
    expect<bool>(known.has(a, a)).toBe(false);
    expect<bool>(known.has(Slice.of('ab'), Slice.of(''))).toBe(false);
    expect<bool>(known.add(b, a)).toBe(false);
    expect<bool>(known.add(Slice.of('a'), Slice.of('b'))).toBe(true);
  });
});
