// SPDX-License-Identifier: Apache-2.0
import { Cursor, Slice, Writer } from '@kubewarden/policy-sdk-assemblyscript';
import { document } from '@kubewarden/policy-sdk-assemblyscript/assembly/testing';

function decode(inside: string): string {
  const cursor = Cursor.over(document(`"${inside}"`));
  const decoded = cursor.readString();
  return decoded == null || !cursor.finish() ? '! ' : decoded.toString();
}

function encode(text: string): string {
  const bytes = Slice.of(text);
  return new Writer(1).string(bytes.ptr, bytes.len).slice().toString();
}

describe('Cursor.readString', () => {
  it('decodes escapes', () => {
    expect(decode('plain é 😀')).toBe('plain é 😀');
    expect(decode('\\"\\\\\\/\\b\\f\\n\\r\\t')).toBe('"\\/\b\f\n\r\t');
    expect(decode('\\u0041\\u00e9\\u20AC\\uD83d\\ude00')).toBe('Aé€😀');
    expect(decode('a\\u0000b')).toBe('a\0b');
    expect(decode('')).toBe('');
  });

  it('decodes escapes at every place', () => {
    for (let pad = 0; pad < 40; pad++) {
      const filler = 'x'.repeat(pad);
      expect(decode(filler + '\\n' + filler)).toBe(filler + '\n' + filler);
    }
  });

  it('refuses what is no JSON string', () => {
    const bad = [
      '\\',
      '\\a',
      '\\u',
      '\\u12',
      '\\u12g4',
      '\\U0041',
      '\\ud800',
      '\\ud800\\n',
      '\\ud800\\ud800',
      '\\udfff',
      '\\udfff\\ud800',
      'a\nb',
      'a\0b',
      'a\x1fb',
      'a"b',
    ];
    for (let i = 0; i < bad.length; i++)
      expect(decode(bad[i])).toBe('! ', bad[i]);
  });
});

describe('Writer', () => {
  it('escapes strings', () => {
    expect(encode('a"b\\c')).toBe('"a\\"b\\\\c"');
    expect(encode('\n\r\t\0\x1f\x7f')).toBe('"\\n\\r\\t\\u0000\\u001f\x7f"');
    expect(encode('é😀')).toBe('"é😀"');
  });

  it('gives back what it wrote', () => {
    for (let unit = 0; unit < 0x250; unit++) {
      const text = 'x' + String.fromCharCode(unit) + 'y';
      const json = encode(text);
      expect(decode(json.slice(1, json.length - 1))).toBe(text);
    }
  });

  it('replaces half surrogate pairs', () => {
    expect(encode('a' + String.fromCharCode(0xd800) + 'b')).toBe('"a\ufffdb"');
    expect(encode(String.fromCharCode(0xdc00))).toBe('"\ufffd"');
  });

  it('writes integers of 64 bits', () => {
    const writer = new Writer(1);
    writer.integer(0).byte(0x20).integer(-1).byte(0x20);
    writer.integer(i64.MIN_VALUE).byte(0x20).integer(i64.MAX_VALUE);
    expect(writer.slice().toString()).toBe(
      '0 -1 -9223372036854775808 9223372036854775807',
    );
  });

  it('grows', () => {
    const writer = new Writer(1);
    for (let i = 0; i < 1000; i++) writer.literal('0123456789');
    expect(writer.length).toBe(10000);
    expect(writer.slice().toString()).toBe('0123456789'.repeat(1000));
    writer.truncate(10);
    expect(writer.boolean(true).boolean(false).slice().toString()).toBe(
      '0123456789truefalse',
    );
  });
});
