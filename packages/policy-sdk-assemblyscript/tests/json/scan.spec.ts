// SPDX-License-Identifier: Apache-2.0
import { document } from '@kubewarden/policy-sdk-assemblyscript/assembly/testing';
import { skipValue } from '@kubewarden/policy-sdk-assemblyscript/assembly/json/scan';

/** Bytes of the value that the text begins with; -1 when it does not end. */
function length(json: string): i32 {
  const text = document(json);
  const end = skipValue(text.ptr, text.end);
  return end == 0 ? -1 : <i32>(end - text.ptr);
}

describe('skipValue', () => {
  it('finds where values end', () => {
    expect(length('1,')).toBe(1);
    expect(length('-1.5e+30]')).toBe(8);
    expect(length('"a"x')).toBe(3);
    expect(length('"a\\"b"x')).toBe(6);
    expect(length('"\\\\"x')).toBe(4);
    expect(length('[]]')).toBe(2);
    expect(length('{"a":"}"},')).toBe(9);
    expect(length('["]","\\"]"]]')).toBe(11);
    expect(length('[{"a":[1]}]x')).toBe(11);
  });

  it('tells values that do not end', () => {
    const open = ['"', '"a', '"a\\"', '[', '[[]', '{"a":{}', '["]', '["\\"]'];
    for (let i = 0; i < open.length; i++)
      expect(length(open[i])).toBe(-1, open[i]);
    expect(length('')).toBe(-1);
  });

  it('finds ends at every place of a 64-byte block', () => {
    for (let pad = 0; pad < 200; pad++) {
      const filler = 'x'.repeat(pad);
      const text = `"${filler}"`;
      expect(length(text + ']')).toBe(pad + 2);
      expect(length(`[${text}]]`)).toBe(pad + 4);
      expect(length(`{"k":${text}}}`)).toBe(pad + 8);
      expect(length(`[${text}`)).toBe(-1);
    }
  });

  it('tells escapes at every place of a 64-byte block', () => {
    for (let pad = 0; pad < 140; pad++) {
      const filler = 'x'.repeat(pad);
      for (let slashes = 0; slashes < 6; slashes++) {
        const run = '\\'.repeat(slashes);
        const closed = (slashes & 1) == 0;
        const json = `["${filler}${run}"]`;
        expect(length(json)).toBe(closed ? json.length : -1);
        const longer = `${json},"]`;
        expect(length(longer)).toBe(closed ? json.length : longer.length);
      }
    }
  });

  it('does not mistake brackets of the other kind', () => {
    expect(length('[{"a":"]"},{"b":["}"]}]')).toBe(23);
    expect(length('{"a":["}",{"b":"]}"}]}')).toBe(22);
  });

  it('survives long runs of brackets', () => {
    const depth = 1000;
    const json = '['.repeat(depth) + ']'.repeat(depth);
    expect(length(json)).toBe(2 * depth);
    expect(length('['.repeat(depth) + ']'.repeat(depth - 1))).toBe(-1);
  });
});
