// SPDX-License-Identifier: Apache-2.0
import { Slice } from '@kubewarden/policy-sdk-assemblyscript/core';
import { Causes, wholeCharacters } from '../../../assembly/verify/causes';

function text(slice: Slice): string {
  return String.UTF8.decodeUnsafe(slice.ptr, <usize>slice.len);
}

function add(causes: Causes, cause: string): void {
  causes.begin().slices(Slice.of(cause));
  causes.end();
}

function one(cause: string): string {
  const causes = new Causes();
  add(causes, cause);
  return text(causes.message());
}

describe('Causes', () => {
  it('are joined by commas', () => {
    const causes = new Causes();
    expect<i32>(causes.count).toBe(0);
    add(causes, 'one');
    add(causes, 'two');
    expect<i32>(causes.count).toBe(2);
    expect<string>(text(causes.message())).toBe('one, two');
  });

  it('are single lines without control characters', () => {
    expect<string>(one('a\n b\t\tc \r\n')).toBe('a b c');
    expect<string>(one('\u0001 a\u007fb')).toBe('a b');
    expect<string>(one(' \n ')).toBe('');
  });

  it('are cut to 512 bytes at a whole character', () => {
    expect<string>(one('x'.repeat(512))).toBe('x'.repeat(512));
    expect<string>(one('x'.repeat(513))).toBe('x'.repeat(509) + '...');
    expect<string>(one('x' + '€'.repeat(200))).toBe(
      'x' + '€'.repeat(169) + '...',
    );
    expect<string>(one('é'.repeat(300))).toBe('é'.repeat(254) + '...');
  });

  it('beyond 64 KiB are counted', () => {
    const causes = new Causes();
    for (let i = 0; i < 140; i++) add(causes, 'x'.repeat(600));
    expect<i32>(causes.count).toBe(140);
    const message = text(causes.message());
    expect<bool>(message.length < 65600).toBe(true);
    expect<bool>(message.endsWith('..., and 13 more')).toBe(true);
  });
});

describe('wholeCharacters', () => {
  it('never ends inside a character', () => {
    const slice = Slice.of('aé€x');
    const ends: i32[] = [0, 1, 1, 3, 3, 3, 6];
    for (let len = 0; len < ends.length; len++)
      expect<i32>(wholeCharacters(slice.ptr, len)).toBe(ends[len]);
  });
});
