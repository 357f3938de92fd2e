// SPDX-License-Identifier: Apache-2.0
import { Slice } from '../../assembly/bytes/slice';
import {
  base64End,
  decodeBase64,
  decodeBase64Prefix,
  decodedRoom,
} from '../../assembly/encoding/base64';

const STANDARD =
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Plain base64 with padding, one character at a time. */
function encode(bytes: u8[]): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const b = left > 1 ? bytes[i + 1] : 0;
    const c = left > 2 ? bytes[i + 2] : 0;
    const bits = ((<u32>bytes[i]) << 16) | ((<u32>b) << 8) | (<u32>c);
    text += STANDARD.charAt(<i32>(bits >> 18));
    text += STANDARD.charAt(<i32>((bits >> 12) & 63));
    text += left > 1 ? STANDARD.charAt(<i32>((bits >> 6) & 63)) : '=';
    text += left > 2 ? STANDARD.charAt(<i32>(bits & 63)) : '=';
  }
  return text;
}

/** The decoded bytes as a list like `65,66`, or `-1`. */
function decode(text: string): string {
  const bytes = Slice.of(text);
  const room = decodedRoom(bytes.len);
  const out = heap.alloc(room + 8);
  memory.fill(out, 0xee, room + 8);
  const count = decodeBase64(bytes.ptr, bytes.len, out);
  // Nothing is written behind the room that was asked for.
  expect<u64>(load<u64>(out + room)).toBe(0xeeeeeeeeeeeeeeee);
  return count < 0 ? '-1' : list(out, count);
}

function list(ptr: usize, count: i32): string {
  const numbers: u8[] = [];
  for (let i = 0; i < count; i++) numbers.push(load<u8>(ptr + <usize>i));
  return numbers.join(',');
}

function sample(count: i32): u8[] {
  const bytes: u8[] = [];
  let state: u32 = 12345;
  for (let i = 0; i < count; i++) {
    state = state * 1103515245 + 12345;
    bytes.push(<u8>(state >> 16));
  }
  return bytes;
}

function broken(text: string, every: i32, line: string): string {
  let result = '';
  for (let i = 0; i < text.length; i += every) {
    result += text.substring(i, i + every) + line;
  }
  return result;
}

describe('decodeBase64', () => {
  it('decodes every length, with and without padding', () => {
    for (let count = 0; count < 140; count++) {
      const bytes = sample(count);
      const text = encode(bytes);
      expect<string>(decode(text)).toBe(bytes.join(','));
      expect<string>(decode(text.replaceAll('=', ''))).toBe(bytes.join(','));
    }
  });

  it('decodes both alphabets', () => {
    const bytes = sample(300);
    const url = encode(bytes).replaceAll('+', '-').replaceAll('/', '_');
    expect<string>(decode(url)).toBe(bytes.join(','));
    expect<string>(decode('-_-_+/+/')).toBe('251,255,191,251,255,191');
  });

  it('skips white space anywhere', () => {
    const bytes = sample(200);
    const text = encode(bytes);
    for (let every = 1; every < 80; every++) {
      expect<string>(decode(broken(text, every, '\r\n'))).toBe(bytes.join(','));
    }
    expect<string>(decode(' A\tA\n=\r = ')).toBe('0');
  });

  it('refuses any other byte at any place', () => {
    const text = 'A'.repeat(72);
    for (let at = 0; at < 72; at++) {
      for (let code = 0; code < 256; code++) {
        const bytes = Slice.of(text);
        store<u8>(bytes.ptr + <usize>at, <u8>code);
        const out = heap.alloc(decodedRoom(bytes.len));
        const count = decodeBase64(bytes.ptr, bytes.len, out);
        const legal =
          code < 128 && (STANDARD + '-_').includes(String.fromCharCode(code));
        // Padding that is right, or a blank.
        const other =
          (code == 61 && at == 71) ||
          code == 32 ||
          code == 9 ||
          code == 10 ||
          code == 13;
        // That leaves 71 characters, which stand for 53 bytes.
        expect<i32>(count).toBe(legal ? 54 : other ? 53 : -1);
      }
    }
  });

  it('refuses padding that is not right', () => {
    const texts = ['=', 'A', 'A=', 'A==', 'A===', 'AA=', 'AA===', 'AAA=='];
    for (let i = 0; i < texts.length; i++) {
      expect<string>(decode(texts[i])).toBe('-1', texts[i]);
    }
    expect<string>(decode('AAAA=')).toBe('-1');
    expect<string>(decode('AA=A')).toBe('-1');
    expect<string>(decode('AA==AAAA')).toBe('-1');
    expect<string>(decode('AAA=AAAA')).toBe('-1');
  });

  it('refuses bits behind the last byte', () => {
    expect<string>(decode('AB')).toBe('-1');
    expect<string>(decode('AB==')).toBe('-1');
    expect<string>(decode('AAB')).toBe('-1');
    expect<string>(decode('AAC=')).toBe('-1');
    expect<string>(decode('AAE=')).toBe('0,1');
  });
});

describe('decodeBase64Prefix', () => {
  it('stops at the first character that is not of the standard alphabet', () => {
    const text = 'QUJD'.repeat(20) + '\n-----END';
    const bytes = Slice.of(text);
    const out = heap.alloc(decodedRoom(bytes.len));
    expect<i32>(decodeBase64Prefix(bytes.ptr, bytes.len, out)).toBe(60);
    expect<usize>(base64End()).toBe(bytes.ptr + 81);
    const other = Slice.of('QUI=\n_');
    expect<i32>(decodeBase64Prefix(other.ptr, other.len, out)).toBe(2);
    expect<usize>(base64End()).toBe(other.ptr + 5);
  });
});
