// SPDX-License-Identifier: Apache-2.0
import { EMPTY, Slice } from '@kubewarden/policy-sdk-assemblyscript/core';
import { KnownTexts } from '../../../assembly/settings/known-texts';

describe('KnownTexts', () => {
  it('tells texts that come twice, wherever they stand', () => {
    const known = new KnownTexts();
    for (let i = 0; i < 100; i++) {
      expect<bool>(known.add(Slice.of('text ' + i.toString()), EMPTY)).toBe(
        false,
      );
    }
    for (let i = 0; i < 100; i++) {
      expect<bool>(known.add(Slice.of('text ' + i.toString()), EMPTY)).toBe(
        true,
      );
    }
    expect<bool>(known.add(Slice.of('text'), EMPTY)).toBe(false);
    expect<bool>(known.add(Slice.of(''), EMPTY)).toBe(false);
    expect<bool>(known.add(Slice.of(''), EMPTY)).toBe(true);
  });

  it('takes pairs for one only when both are', () => {
    const known = new KnownTexts();
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
