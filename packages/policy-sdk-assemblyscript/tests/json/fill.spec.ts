// SPDX-License-Identifier: Apache-2.0
import { ascii } from '../../assembly/bytes/literal';
import { Slice } from '../../assembly/bytes/slice';
import { decimal, fill } from '../../assembly/json/fill';

function filled(template: string, first: string, second: string): string {
  const one = Slice.of(first);
  return fill(template, one, Slice.of(second)).toString();
}

describe('fill', () => {
  it('puts texts in the places of their numbers', () => {
    expect<string>(filled('', 'a', 'b')).toBe('');
    expect<string>(filled('no place', 'a', 'b')).toBe('no place');
    expect<string>(filled('%1', 'a', 'b')).toBe('a');
    expect<string>(filled('<%2> %1, %2.', 'a', 'b')).toBe('<b> a, b.');
    expect<string>(fill('%2%1', ascii('a'), Slice.of('é%1{')).toString()).toBe(
      'é%1{a',
    );
  });

  it('leaves out what is in braces around an empty text', () => {
    expect<string>(filled('x{ of %1}{ (%2)}!', 'a', 'b')).toBe('x of a (b)!');
    expect<string>(filled('x{ of %1}{ (%2)}!', '', 'b')).toBe('x (b)!');
    expect<string>(filled('x{ of %1}{ (%2)}!', 'a', '')).toBe('x of a!');
    expect<string>(filled('x{ of %1 and %2}', 'a', '')).toBe('x');
    expect<string>(filled('%1 is {shown}', '', '')).toBe(' is shown');
  });

  it('takes numbers as texts', () => {
    expect<string>(decimal(0).toString()).toBe('0');
    expect<string>(decimal(-120).toString()).toBe('-120');
  });
});
