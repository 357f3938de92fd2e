// SPDX-License-Identifier: Apache-2.0
import {
  findName,
  nameAt,
  nameList,
  nearestName,
} from '../../assembly/bytes/names';
import { Slice } from '../../assembly/bytes/slice';

function list(): usize {
  return nameList('all|podsOnly|none');
}

function found(name: string): i32 {
  const text = Slice.of(name);
  return findName(list(), text.ptr, text.len);
}

function nearest(name: string): i32 {
  const text = Slice.of(name);
  return nearestName(list(), text.ptr, text.len);
}

describe('lists of names', () => {
  it('give each name its number', () => {
    expect<string>(nameAt(list(), 1).toString()).toBe('all');
    expect<string>(nameAt(list(), 2).toString()).toBe('podsOnly');
    expect<string>(nameAt(list(), 3).toString()).toBe('none');
    expect<i32>(nameAt(list(), 4).len).toBe(0);
    expect<i32>(found('all')).toBe(1);
    expect<i32>(found('podsOnly')).toBe(2);
    expect<i32>(found('none')).toBe(3);
  });

  it('find no other text', () => {
    const others = ['', 'al', 'alll', 'All', 'podsonly', '\x03all', 'none\0'];
    for (let i = 0; i < others.length; i++)
      expect<i32>(found(others[i])).toBe(0);
  });

  it('tell the name nearest to a misspelt one', () => {
    expect<i32>(nearest('pods_only')).toBe(2);
    expect<i32>(nearest('non')).toBe(3);
    expect<i32>(nearest('something else')).toBe(0);
    expect<i32>(nearest('podsOnly'.repeat(5))).toBe(0);
  });
});
