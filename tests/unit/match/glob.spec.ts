// SPDX-License-Identifier: Apache-2.0
import { glob } from '../../../assembly/match/glob';
import { GLOB_VECTORS } from '../../fixtures/vectors/globs';

function globs(pattern: string, text: string): bool {
  const p = changetype<usize>(String.UTF8.encode(pattern));
  const pLen = <usize>String.UTF8.byteLength(pattern);
  const t = changetype<usize>(String.UTF8.encode(text + '\0'.repeat(16)));
  const tLen = <usize>String.UTF8.byteLength(text);
  return glob(p, p + pLen, t, t + tLen);
}

describe('glob', () => {
  it('agrees with the vectors of wildmatch', () => {
    expect<i32>(GLOB_VECTORS.length).toBeGreaterThan(1000);
    for (let i = 0; i < GLOB_VECTORS.length; i++) {
      const fields = GLOB_VECTORS[i].split('\t');
      const got = globs(fields[0], fields[1]);
      expect<bool>(got).toBe(fields[2] === '1', GLOB_VECTORS[i]);
    }
  });

  it('ends on patterns made to backtrack', () => {
    const text = 'a'.repeat(776);
    expect<bool>(globs('*a'.repeat(200) + '*b', text)).toBe(false);
    expect<bool>(globs('*' + 'a'.repeat(388) + 'b', text)).toBe(false);
    expect<bool>(globs('*a'.repeat(776), text)).toBe(true);
    expect<bool>(globs('*?'.repeat(777), text)).toBe(false);
  });

  it('reads broken UTF-8 without leaving the text', () => {
    const text = heap.alloc(32);
    memory.fill(text, 0x80, 32);
    const pattern = changetype<usize>(String.UTF8.encode('??*?'));
    expect<bool>(glob(pattern, pattern + 4, text, text + 5)).toBe(false);
    expect<bool>(glob(pattern, pattern + 1, text, text + 5)).toBe(true);
  });
});
