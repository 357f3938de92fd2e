// SPDX-License-Identifier: Apache-2.0
import { Cursor } from '@kubewarden/policy-sdk-assemblyscript';
import { document } from '@kubewarden/policy-sdk-assemblyscript/assembly/testing';

const EVERY_LENGTH: u32 = 0xffffffff;

/** `key@place=value` of each member that has one of the lengths. */
function members(json: string, lengths: u32): string {
  const bytes = document(json);
  const cursor = Cursor.over(bytes);
  let seen = '';
  if (!cursor.enterObject()) return 'none';
  while (cursor.nextMemberOf(lengths)) {
    const key = String.UTF8.decodeUnsafe(cursor.key, cursor.keyLen);
    const place = cursor.keyAt - bytes.ptr;
    const value = cursor.readRaw();
    if (value == null) break;
    if (seen.length > 0) seen += ' ';
    seen += key + '@' + place.toString() + '=' + value.toString();
  }
  if (cursor.failed)
    return seen + ' failed at ' + (cursor.position - bytes.ptr).toString();
  return cursor.finish() ? seen : seen + ' unfinished';
}

describe('Cursor.nextMemberOf', () => {
  it('stops at keys of the lengths asked for', () => {
    const json = '{"a":1,"bb":[{"a":"]}"}],"ccc":"}","dd":{"dd":0},"e":null}';
    expect<string>(members(json, 1 << 2)).toBe(
      'bb@8=[{"a":"]}"}] dd@36={"dd":0}',
    );
    expect<string>(members(json, 1 << 1)).toBe('a@2=1 e@50=null');
    expect<string>(members(json, (1 << 1) | (1 << 3))).toBe(
      'a@2=1 ccc@26="}" e@50=null',
    );
    expect<string>(members(json, 0)).toBe('');
    expect<string>(members('{}', EVERY_LENGTH)).toBe('');
  });

  it('counts the bytes of keys that have escapes or white space around', () => {
    const json = ' { "\\u0061b" : 1 , "\u{e9}" : "x" ,\n"c" : true } ';
    expect<string>(members(json, 1 << 2)).toBe('ab@4=1 \u{e9}@20="x"');
    expect<string>(members(json, 1 << 1)).toBe('c@33=true');
  });

  it('takes lengths modulo 32', () => {
    const long = 'k'.repeat(33);
    expect<string>(members('{"' + long + '":1,"kk":2}', 1 << 1)).toBe(
      long + '@2=1',
    );
    expect<string>(members('{"' + 'k'.repeat(34) + '":1}', 1 << 1)).toBe('');
  });

  it('goes on behind members that were entered', () => {
    const cursor = Cursor.over(document('{"a":{"b":1},"c":[2],"d":3}'));
    expect<bool>(cursor.enterObject()).toBe(true);
    expect<bool>(cursor.nextMemberOf(1 << 1)).toBe(true);
    expect<bool>(cursor.enterObject()).toBe(true);
    expect<bool>(cursor.nextMemberOf(0)).toBe(false);
    expect<bool>(cursor.nextMemberOf(1 << 1)).toBe(true);
    expect<bool>(cursor.keyIs('c')).toBe(true);
    expect<bool>(cursor.skip()).toBe(true);
    expect<bool>(cursor.nextMemberOf(0)).toBe(false);
    expect<bool>(cursor.finish()).toBe(true);
  });

  it('fails at the member that is malformed', () => {
    expect<string>(members('{"a":1,"b":[2,"c":3}', 0)).toBe(' failed at 11');
    expect<string>(members('{"a":1 "b":2}', 0)).toBe(' failed at 6');
    expect<string>(members('{"a":1,"b"2}', 0)).toBe(' failed at 6');
    expect<string>(members('{"a":1,}', 0)).toBe(' failed at 7');
    expect<string>(members('{,"a":1}', 0)).toBe(' failed at 1');
    expect<string>(members('{"a":1,"b":', 0)).toBe(' failed at 11');
    expect<string>(members('{"a":x"y"}', 0)).toBe(' failed at 6');
  });
});
