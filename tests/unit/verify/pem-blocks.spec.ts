// SPDX-License-Identifier: Apache-2.0
import { Slice } from '@kubewarden/policy-sdk-assemblyscript';
import { nextPemBlock } from '../../../assembly/verify/pem-blocks';

/** The lengths of all blocks of a text, joined by spaces. */
function lengths(text: string): string {
  const bytes = Slice.of(text);
  let from = bytes.ptr;
  let seen = '';
  while (from < bytes.end) {
    const block = nextPemBlock(from, bytes.end);
    if (seen.length > 0) seen += ' ';
    seen += block.len.toString();
    from = block.end;
  }
  return seen;
}

const BLOCK = '-----BEGIN A-----\nQUJD\n-----END A-----\n';

describe('nextPemBlock', () => {
  it('tells blocks apart, wherever they begin', () => {
    expect<string>(lengths(BLOCK)).toBe(BLOCK.length.toString());
    for (let gap = 0; gap < 40; gap++) {
      const first = BLOCK.length + gap;
      expect<string>(lengths(BLOCK + 'x'.repeat(gap) + BLOCK)).toBe(
        first.toString() + ' ' + BLOCK.length.toString(),
      );
    }
  });

  it('is not misled by dashes', () => {
    const text = BLOCK + '-'.repeat(33) + ' -----BEG';
    expect<string>(lengths(text)).toBe((text.length - 8).toString() + ' 8');
    expect<string>(lengths(BLOCK + '-----BE')).toBe(
      (BLOCK.length + 7).toString(),
    );
  });
});
