// SPDX-License-Identifier: Apache-2.0
import { Cursor, Kind } from '@kubewarden/policy-sdk-assemblyscript';
import { document } from '@kubewarden/policy-sdk-assemblyscript/assembly/testing';

/** Reads a whole document with the cursor, value by value. */
function accepts(json: string): bool {
  const cursor = Cursor.over(document(json));
  return walk(cursor, 0) && cursor.finish();
}

function walk(cursor: Cursor, depth: i32): bool {
  if (depth > 50) return false;
  const kind = cursor.kind;
  if (kind == Kind.Object) {
    cursor.enterObject();
    while (cursor.nextMember()) if (!walk(cursor, depth + 1)) return false;
  } else if (kind == Kind.Array) {
    cursor.enterArray();
    while (cursor.nextElement()) if (!walk(cursor, depth + 1)) return false;
  } else if (kind == Kind.String) cursor.readString();
  else if (kind == Kind.Boolean) cursor.readBoolean();
  else if (kind == Kind.Null) return cursor.readNull();
  else if (kind == Kind.Number) cursor.skip();
  else return false;
  return !cursor.failed;
}

const GOOD: string[] = [
  'null',
  ' true ',
  'false\n',
  '"a"',
  '[]',
  '{}',
  '[ ]',
  '{ }',
  '[1,2]',
  ' [ 1 , 2 ] ',
  '{"a":1}',
  ' { "a" : 1 , "b" : [ { } ] } ',
  '{"":""}',
  '{"a":{"b":{"c":[null,true,false,"x",-1.5e+3]}}}',
  '{"a\\u0062":"\\ud83d\\ude00"}',
  '"\\"\\\\\\/\\b\\f\\n\\r\\t\\u0000"',
  '["' + 'x'.repeat(100) + '"]',
  '{"' + 'k'.repeat(100) + '":1}',
];

const BAD: string[] = [
  '',
  ' ',
  '\ufeff{}',
  '[',
  '{',
  ']',
  '}',
  '[1',
  '[1,',
  '[1,]',
  '[,1]',
  '[1 2]',
  '[1]]',
  '[1}',
  '{"a"',
  '{"a":',
  '{"a":}',
  '{"a":1',
  '{"a":1,',
  '{"a":1,}',
  '{,"a":1}',
  '{"a" 1}',
  '{"a":1 "b":2}',
  '{a:1}',
  "{'a':1}",
  '{1:1}',
  '{"a":1]',
  '{"a":1}{',
  'nul',
  'nulll',
  'True',
  'tru',
  'truex',
  'fals',
  '"a',
  '"a\\"',
  '"\\x"',
  '"\\u12g4"',
  '"\\u123"',
  '"\\ud800"',
  '"\\ud800x"',
  '"\\ud800\\u0041"',
  '"\\udc00"',
  '"a\tb"',
  '"a\nb"',
  '{"a\tb":1}',
  '{"\\ud800":1}',
  '{"\\q":1}',
  'undefined',
  '/**/1',
  '1,2',
  '{"a":1}x',
];

describe('Cursor', () => {
  it('reads JSON', () => {
    for (let i = 0; i < GOOD.length; i++)
      expect(accepts(GOOD[i])).toBe(true, GOOD[i]);
  });

  it('refuses what is no JSON', () => {
    for (let i = 0; i < BAD.length; i++)
      expect(accepts(BAD[i])).toBe(false, BAD[i]);
  });

  it('refuses every prefix of a document', () => {
    const json =
      '{"a":[1,"x\\u00e9",{"b":null}],"c d":{"e":[true,false,[]]},"f":"\\\\"}';
    expect(accepts(json)).toBe(true);
    for (let i = 0; i < json.length; i++)
      expect(accepts(json.substr(0, i))).toBe(false, json.substr(0, i));
  });

  it('skips deep nesting without recursion', () => {
    const depth = 100000;
    const json = '{"a":' + '['.repeat(depth) + ']'.repeat(depth) + ',"b":1}';
    const cursor = Cursor.over(document(json));
    cursor.enterObject();
    expect(cursor.nextMember()).toBe(true);
    expect(cursor.skip()).toBe(true);
    expect(cursor.nextMember()).toBe(true);
    expect(cursor.keyIs('b')).toBe(true);
  });

  it('compares keys however they are written', () => {
    const cursor = Cursor.over(
      document('{"im\\u0061ge":1,"imag\\u00e9":2,"image":3,"images":4}'),
    );
    cursor.enterObject();
    let found = '';
    while (cursor.nextMember()) {
      found += cursor.keyIs('image') ? '+' : '-';
      cursor.skip();
    }
    expect(found).toBe('+-+-');
    expect(cursor.finish()).toBe(true);
  });

  it('allocates nothing while it moves', () => {
    const cursor = Cursor.over(
      document('{"a":[1,"text",{"b":null}],"long key of a member":"v"}'),
    );
    const step = heap.alloc(0);
    const before = heap.alloc(0);
    cursor.enterObject();
    let found = 0;
    while (cursor.nextMember()) {
      if (cursor.keyIs('a')) found++;
      cursor.skip();
    }
    const after = heap.alloc(0);
    expect(after - before).toBe(before - step);
    expect(found).toBe(1);
  });

  it('keeps its first error', () => {
    const cursor = Cursor.over(document('{"a":x,"b":1}'));
    cursor.enterObject();
    cursor.nextMember();
    expect<i32>(cursor.readBoolean()).toBe(-1);
    const position = cursor.position;
    expect(cursor.nextMember()).toBe(false);
    expect(cursor.skip()).toBe(false);
    expect(cursor.readString() == null).toBe(true);
    expect(cursor.finish()).toBe(false);
    expect(cursor.position).toBe(position);
  });

  it('enters nothing after an error', () => {
    const cursor = Cursor.over(document('{"a":{}}'));
    cursor.enterObject();
    cursor.nextMember();
    cursor.fail();
    expect(cursor.enterObject()).toBe(false);
    expect(cursor.failed).toBe(true);
    expect(cursor.finish()).toBe(false);
  });

  it('readNull leaves other values alone', () => {
    const cursor = Cursor.over(document('"null"'));
    expect(cursor.readNull()).toBe(false);
    expect(cursor.failed).toBe(false);
    const text = cursor.readString();
    expect(text == null ? '' : text.toString()).toBe('null');
  });
});
