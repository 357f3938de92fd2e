// SPDX-License-Identifier: Apache-2.0
import {
  FailureCode,
  Kind,
  Value,
} from '@kubewarden/policy-sdk-assemblyscript';
import { json } from '@kubewarden/policy-sdk-assemblyscript/assembly/testing';

const DOCUMENT =
  '{"a":{"b":[true,"t\\u00e9"],"x y":{"z":12}},"max":9223372036854775807,' +
  '"over":9223372036854775808,"min":-9223372036854775808,' +
  '"under":-9223372036854775809,"nil":null,"dup":1,"d\\u0075p":2,' +
  '"list":["a","b"],"mixed":["a",1],"half":1.5,"round":1.0,"esc\\"":"q",' +
  '"lead":01,"lone":"\\ud800","ctl":"\u0001"}';

function text(path: string): string {
  const result = json(DOCUMENT).get(path).string();
  return result.ok ? result.value : `! ${result.failure.toString()}`;
}

function integer(path: string): string {
  const result = json(DOCUMENT).get(path).integer();
  return result.ok ? result.value.toString() : `! ${result.failure.toString()}`;
}

function strings(path: string): string {
  const result = json(DOCUMENT).get(path).strings();
  return result.ok ? result.value.join('|') : `! ${result.failure.toString()}`;
}

describe('Value.get', () => {
  it('finds members and elements', () => {
    expect(text('a.b[1]')).toBe('té');
    expect(integer('a["x y"].z')).toBe('12');
    expect(text('["esc\\""]')).toBe('q');
    expect(json('[[1,[2]]]').get('[0][1][0]').integer().value).toBe(2);
  });

  it('names what is missing', () => {
    expect(text('zz')).toBe('! zz: missing');
    expect(text('a.c.d')).toBe('! a.c: missing');
    expect(text('a["x y"]["p q"]')).toBe('! a["x y"]["p q"]: missing');
    expect(text('a.b[2]')).toBe('! a.b: no such element');
    expect(text('nil.x')).toBe('! nil.x: missing');
  });

  it('names what is of another type', () => {
    expect(text('a')).toBe('! a: expected a string, got an object');
    expect(text('a.b.c')).toBe('! a.b: expected an object, got an array');
    expect(text('a[0]')).toBe('! a: expected an array, got an object');
    expect(text('nil')).toBe('! nil: expected a string, got null');
  });

  it('refuses a key that stands twice, however written', () => {
    expect(integer('dup')).toBe('! dup: duplicate key');
  });

  it('refuses malformed paths', () => {
    const paths = ['a..b', '.a', 'a[', 'a[x]', 'a[-1]', 'a["x]', 'a["\\q"]'];
    for (let i = 0; i < paths.length; i++) {
      const value = json(DOCUMENT).get(paths[i]);
      expect(value.exists).toBe(false, paths[i]);
      expect<i32>(value.string().failure.code).toBe(
        FailureCode.NotAllowed,
        paths[i],
      );
      expect(value.isAbsent).toBe(false, paths[i]);
    }
  });
});

describe('Value getters', () => {
  it('read integers of 64 bits', () => {
    expect(integer('max')).toBe('9223372036854775807');
    expect(integer('min')).toBe('-9223372036854775808');
    expect(integer('over')).toBe(
      '! over: expected a 64-bit integer, got a number',
    );
    expect(integer('under')).toBe(
      '! under: expected a 64-bit integer, got a number',
    );
    expect(integer('half')).toBe(
      '! half: expected a 64-bit integer, got a number',
    );
    expect(integer('round')).toBe(
      '! round: expected a 64-bit integer, got a number',
    );
    expect(integer('lead')).toBe('! lead: malformed JSON');
    expect(integer('list')).toBe('! list: expected a number, got an array');
  });

  it('keep the text of numbers', () => {
    const numbers = json('[1e400,-0,0.10,123456789012345678901234567890]');
    expect(numbers.at(0).number().value.toString()).toBe('1e400');
    expect(numbers.at(1).number().value.toString()).toBe('-0');
    expect(numbers.at(2).number().value.toString()).toBe('0.10');
    expect(numbers.at(3).number().value.toString()).toBe(
      '123456789012345678901234567890',
    );
  });

  it('refuse malformed numbers', () => {
    const numbers = ['-', '1.', '.5', '1e', '1e+', '00', '-01', '1.e1', '1x'];
    for (let i = 0; i < numbers.length; i++)
      expect(json(numbers[i]).number().ok).toBe(false, numbers[i]);
  });

  it('read lists of strings', () => {
    expect(strings('list')).toBe('a|b');
    expect(strings('mixed')).toBe(
      '! mixed[1]: expected a string, got a number',
    );
  });

  it('fall back for nothing and null, not for other types', () => {
    const value = json(DOCUMENT);
    expect(value.get('none').stringOr('x').value).toBe('x');
    expect(value.get('nil').stringOr('x').value).toBe('x');
    expect(value.get('nil').integerOr(7).value).toBe(7);
    expect(value.get('nil').booleanOr(true).value).toBe(true);
    expect(value.get('max').stringOr('x').ok).toBe(false);
    expect(value.get('dup').integerOr(7).ok).toBe(false);
  });

  it('refuse texts that cannot be decoded', () => {
    expect(text('lone')).toBe('! lone: malformed JSON');
    expect(text('ctl')).toBe('! ctl: malformed JSON');
  });

  it('give raw bytes as they stand', () => {
    expect(json('{"a": [1, 2 ] }').get('a').raw().value.toString()).toBe(
      '[1, 2 ]',
    );
  });

  it('tell kinds', () => {
    expect<i32>(json(' null').kind).toBe(Kind.Null);
    expect<i32>(json('').kind).toBe(Kind.Invalid);
    expect<i32>(json('x').kind).toBe(Kind.Invalid);
    expect<i32>(json('{}').get('a').kind).toBe(Kind.Invalid);
  });
});

describe('Value.members', () => {
  it('walks in order, with decoded keys', () => {
    const members = json('{"b":1,"\\u0061":2}').members();
    let keys = '';
    while (members.next()) keys += members.key.toString();
    expect(keys).toBe('ba');
    expect(members.failure == null).toBe(true);
  });

  it('tells where the document breaks', () => {
    const members = json('{"a":1,"b":[}').members();
    while (members.next());
    const failure = members.failure;
    expect(failure == null ? '' : failure.toString()).toBe('b: malformed JSON');
  });

  it('fails for other types', () => {
    const value: Value = json('[]');
    const members = value.members();
    expect(members.next()).toBe(false);
    const failure = members.failure;
    expect(failure == null ? '' : failure.toString()).toBe(
      'expected an object, got an array',
    );
  });
});
