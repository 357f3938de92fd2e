// SPDX-License-Identifier: Apache-2.0
import { Cursor, Slice, pathAt } from '@kubewarden/policy-sdk-assemblyscript';
import { document } from '@kubewarden/policy-sdk-assemblyscript/assembly/testing';

/** The path to the first occurrence of a byte. */
function pathTo(json: string, mark: string): string {
  const text = document(json);
  const byte = <u8>mark.charCodeAt(0);
  let p = text.ptr;
  while (load<u8>(p) != byte) p++;
  return pathAt(text, p).toString();
}

describe('pathAt', () => {
  it('is empty at the root', () => {
    expect(pathTo('7', '7')).toBe('');
    expect(pathTo('{"a":1}', '{')).toBe('');
  });

  it('names keys and indices', () => {
    expect(pathTo('{"signatures":[{"certificates":["x",7]}]}', '7')).toBe(
      'signatures[0].certificates[1]',
    );
    expect(pathTo('[[],[1,2,[7]]]', '7')).toBe('[1][2][0]');
    expect(pathTo('{"a":{"b":[1,2]},"c":7}', '7')).toBe('c');
    expect(pathTo('{"a" : [ "]" , "}" ] , "c" : 7 }', '7')).toBe('c');
  });

  it('quotes keys that are no identifiers', () => {
    expect(pathTo('{"a b":{"c/d":7}}', '7')).toBe('["a b"]["c/d"]');
    expect(pathTo('{"":7}', '7')).toBe('[""]');
    expect(pathTo('{"1a":7}', '7')).toBe('["1a"]');
    expect(pathTo('{"$x_1":{"Y":7}}', '7')).toBe('$x_1.Y');
  });

  it('decodes keys', () => {
    expect(pathTo('{"\\u0061":{"q\\"":7}}', '7')).toBe('a["q\\""]');
    expect(pathTo('{"é":7}', '7')).toBe('["é"]');
  });

  it('leads to keys too', () => {
    const text = document('{"a":[{"b":1},{"c":2}]}');
    const cursor = Cursor.over(text);
    cursor.enterObject();
    cursor.nextMember();
    cursor.enterArray();
    cursor.nextElement();
    cursor.skip();
    cursor.nextElement();
    cursor.enterObject();
    cursor.nextMember();
    expect(pathAt(text, cursor.key).toString()).toBe('a[1].c');
  });

  it('survives documents that break off, and any target', () => {
    const json = '{"a":[{"b":1},{"c d":"x\\"y"}],"e":tru';
    for (let length = 0; length <= json.length; length++) {
      const text = document(json.substr(0, length));
      for (let i: usize = 0; i <= <usize>length + 1; i++)
        expect(pathAt(text, text.ptr + i).len < 20).toBe(true);
    }
    expect(pathAt(document(']]}}'), <usize>-1).len).toBe(0);
  });

  it('stops naming at 64 levels', () => {
    const deep = '['.repeat(100) + '7';
    expect(pathTo(deep, '7')).toBe('[0]'.repeat(64));
  });

  it('reads nothing outside of the document', () => {
    const text = document('{"a":1,"b":2}');
    const part = new Slice(text.ptr, 7);
    expect(pathAt(part, text.ptr + 12).toString()).toBe('');
  });
});
