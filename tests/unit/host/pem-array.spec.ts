// SPDX-License-Identifier: Apache-2.0
import {
  Cursor,
  Slice,
  Writer,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { writePem } from '../../../assembly/host/pem-array';

const BLOCK = '-----BEGIN A-----\nQUJD\n-----END A-----\n';

/** A text as a JSON string in a buffer with zeroes behind it. */
function json(text: string): Slice {
  const bytes = Slice.of(text);
  const string = new Writer(8192).string(bytes.ptr, bytes.len).slice();
  return padded(string);
}

function padded(bytes: Slice): Slice {
  const len = <usize>bytes.len;
  const copy = heap.alloc(len + 64);
  memory.copy(copy, bytes.ptr, len);
  memory.fill(copy + len, 0, 64);
  return new Slice(copy, bytes.len);
}

/** What is written of a JSON string; `none` when it is refused. */
function exactly(string: Slice, apart: bool): string {
  const to = new Writer(16);
  const cursor = Cursor.over(string);
  if (writePem(to, cursor, apart) == null) return 'none';
  if (!cursor.finish()) return 'not behind the string';
  return to.slice().toString();
}

/** The same without the spaces before numbers of usual texts. */
function written(string: Slice, apart: bool): string {
  const text = exactly(string, apart);
  return text.startsWith('[') ? text.replaceAll(' ', '') : text;
}

/** The arrays of some texts, joined by commas. */
function arrays(texts: string[]): string {
  let all = '';
  for (let i = 0; i < texts.length; i++) {
    if (i > 0) all += ',';
    all += '[';
    const bytes = Slice.of(texts[i]);
    for (let j = 0; j < bytes.len; j++) {
      if (j > 0) all += ',';
      const byte = load<u8>(bytes.ptr + <usize>j);
      all += byte.toString();
    }
    all += ']';
  }
  return all;
}

function expectApart(text: string, blocks: string[]): void {
  expect<string>(written(json(text), true)).toBe(arrays(blocks));
  expect<string>(written(json(text), false)).toBe(arrays([text]));
}

describe('writePem', () => {
  it('pads the numbers of usual texts, and no others', () => {
    const usual = '"-----BEGINz\\n"';
    expect<string>(exactly(padded(Slice.of(usual)), false)).toBe(
      '[ 45, 45, 45, 45, 45, 66, 69, 71, 73, 78,122, 10]',
    );
    const unusual = '"-\\u007a\\n"';
    expect<string>(exactly(padded(Slice.of(unusual)), false)).toBe(
      '[45,122,10]',
    );
  });

  it('writes printable characters of lines of any length', () => {
    let all = '';
    for (let code = 0x20; code < 0x7f; code++) all += String.fromCharCode(code);
    all = all.replace('"', '').replace('\\', '');
    for (let len = 0; len < all.length; len++) {
      const text = all.slice(0, len) + '\n' + all.slice(len) + '\n';
      expect<string>(written(json(text), false)).toBe(arrays([text]));
    }
  });

  it('writes any other text', () => {
    const control = '\x00\x01\x08\t\x0a\x0b\x0c\r\x1f\x20\x7f';
    for (let at = 0; at < 40; at++) {
      const before = 'x'.repeat(at);
      const text =
        before + control + '"\\/' + before + '\u{e9}\u{20ac}\u{1f600}';
      expect<string>(written(json(text), false)).toBe(arrays([text]));
    }
    const escaped = '"\\u002d\\/\\ud83d\\ude00"';
    expect<string>(written(padded(Slice.of(escaped)), false)).toBe(
      arrays(['-/\u{1f600}']),
    );
  });

  it('writes long lines and many', () => {
    const line = 'QUJD'.repeat(100);
    expect<string>(written(json(line), false)).toBe(arrays([line]));
    const lines = ('A'.repeat(64) + '\n').repeat(100);
    expect<string>(written(json(lines), false)).toBe(arrays([lines]));
  });

  it('writes no bytes', () => {
    expect<string>(written(json(''), false)).toBe('[]');
    expect<string>(written(json(''), true)).toBe('[]');
  });

  it('tells blocks apart, whatever stands between them', () => {
    expectApart(BLOCK, [BLOCK]);
    expectApart(BLOCK + BLOCK + BLOCK, [BLOCK, BLOCK, BLOCK]);
    for (let gap = 0; gap < 40; gap++) {
      const first = BLOCK + 'x'.repeat(gap);
      expectApart(first + '\n' + BLOCK, [first + '\n', BLOCK]);
      const spaced = BLOCK + ' '.repeat(gap);
      expectApart(spaced + BLOCK, [spaced, BLOCK]);
    }
  });

  it('takes only boundaries that begin a line', () => {
    const bare = BLOCK.slice(0, BLOCK.length - 1);
    for (let gap = 0; gap < 40; gap++) {
      const plain = bare + 'x'.repeat(gap) + BLOCK;
      expectApart(plain, [plain]);
      expectApart('\t' + plain, ['\t' + plain]);
    }
  });

  it('tells blocks with other line ends apart', () => {
    const windows = BLOCK.replaceAll('\n', '\r\n');
    expectApart(windows + windows, [windows, windows]);
  });

  it('leaves text before the first block with it', () => {
    const text = 'subject=/CN=Root\n';
    expectApart(text + BLOCK + text + BLOCK, [text + BLOCK + text, BLOCK]);
    expectApart('\r\n' + BLOCK + BLOCK, ['\r\n' + BLOCK, BLOCK]);
  });

  it('is not misled by dashes', () => {
    const text = BLOCK + '-'.repeat(33);
    expectApart(text + '\n-----BEG', [text + '\n', '-----BEG']);
    expectApart(text + ' -----BE', [text + ' -----BE']);
  });

  it('refuses what is not a string', () => {
    const bad = [
      '1',
      '[]',
      '"',
      '"abc',
      '"a\\n',
      '"a\\',
      '"\\x"',
      '"a\\ud83d"',
    ];
    for (let i = 0; i < bad.length; i++) {
      expect<string>(written(padded(Slice.of(bad[i])), false)).toBe('none');
      expect<string>(written(padded(Slice.of(bad[i])), true)).toBe('none');
    }
    expect<string>(written(padded(Slice.of('"a\tb"')), false)).toBe('none');
  });

  it('knows a text again however it is spelled', () => {
    const spellings = [
      '"-A\\n-"',
      '"\\u002dA\\n-"',
      '"\\u002dA\\u000a\\u002D"',
    ];
    for (let i = 0; i < spellings.length; i++) {
      const cursor = Cursor.over(padded(Slice.of(spellings[i])));
      const text = writePem(new Writer(16), cursor, false)!;
      expect<string>(text.toString()).toBe('-A\\n-');
    }
  });

  it('stops where the document ends', () => {
    const string = json(BLOCK);
    for (let len = 0; len < string.len; len++)
      expect<string>(written(new Slice(string.ptr, len), true)).toBe('none');
  });
});
