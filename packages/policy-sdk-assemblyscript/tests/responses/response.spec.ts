// SPDX-License-Identifier: Apache-2.0
import {
  Edits,
  Response,
  Slice,
  accept,
  invalidSettings,
  reject,
  utf8,
  validSettings,
} from '@kubewarden/policy-sdk-assemblyscript';
import { document } from '@kubewarden/policy-sdk-assemblyscript/assembly/testing';

/** The part of a document between two offsets. */
function part(text: Slice, from: i32, to: i32): Slice {
  return new Slice(text.ptr + <usize>from, to - from);
}

describe('verdicts', () => {
  it('are the JSON the host reads', () => {
    expect(accept().toString()).toBe('{"accepted":true}');
    expect(reject('no "é"').toString()).toBe(
      '{"accepted":false,"message":"no \\"é\\""}',
    );
    expect(reject(Slice.of('no'), 418).toString()).toBe(
      '{"accepted":false,"message":"no","code":418}',
    );
    expect(validSettings().toString()).toBe('{"valid":true}');
    expect(invalidSettings('a\nb').toString()).toBe(
      '{"valid":false,"message":"a\\nb"}',
    );
  });
});

describe('Response', () => {
  it('has warnings and audit annotations', () => {
    expect(
      Response.accept()
        .warn('one')
        .warn(Slice.of('two'))
        .audit('k"', 'v')
        .audit('l', Slice.of('w'))
        .bytes()
        .toString(),
    ).toBe(
      '{"accepted":true,"audit_annotations":{"k\\"":"v","l":"w"},"warnings":["one","two"]}',
    );
    expect(Response.reject('no', 403).warn('w').bytes().toString()).toBe(
      '{"accepted":false,"message":"no","code":403,"warnings":["w"]}',
    );
    expect(Response.accept().bytes().toString()).toBe('{"accepted":true}');
  });

  it('replaces the object', () => {
    expect(
      Response.accept()
        .mutate(document('{"a":1}'))
        .warn('w')
        .bytes()
        .toString(),
    ).toBe('{"accepted":true,"mutated_object":{"a":1},"warnings":["w"]}');
  });

  it('edits the bytes of the object', () => {
    const object = document('{"z":1e400,"b":"\\u0061","c":-0}');
    const edits = new Edits(1);
    expect(edits.replace(part(object, 15, 23), utf8('"new"'))).toBe(true);
    expect(edits.replace(part(object, 5, 10), utf8('2'))).toBe(true);
    expect(edits.replace(part(object, 1, 1), utf8('"n":{},'))).toBe(true);
    expect(
      Response.accept().edit(object, edits).audit('k', 'v').bytes().toString(),
    ).toBe(
      '{"accepted":true,"mutated_object":{"n":{},"z":2,"b":"new","c":-0},"audit_annotations":{"k":"v"}}',
    );
  });

  it('refuses edits that overlap', () => {
    const object = document('0123456789');
    const edits = new Edits();
    expect(edits.replace(part(object, 3, 6), utf8('x'))).toBe(true);
    expect(edits.replace(part(object, 5, 7), utf8('y'))).toBe(false);
    expect(edits.replace(part(object, 2, 4), utf8('y'))).toBe(false);
    expect(edits.replace(part(object, 3, 6), utf8('y'))).toBe(false);
    expect(edits.replace(part(object, 4, 4), utf8('y'))).toBe(false);
    expect(edits.replace(part(object, 6, 7), utf8('z'))).toBe(true);
    expect(edits.replace(part(object, 0, 3), utf8(''))).toBe(true);
    expect(edits.count).toBe(3);
    expect(Response.accept().edit(object, edits).bytes().toString()).toBe(
      '{"accepted":true,"mutated_object":xz789}',
    );
  });
});
