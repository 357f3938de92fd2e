// SPDX-License-Identifier: Apache-2.0
import { EMPTY, Slice } from '@kubewarden/policy-sdk-assemblyscript/core';
import { Code, codeName } from '../../../assembly/rejections/code';
import { Failure } from '../../../assembly/rejections/failure';
import { cut, oneLine } from '../../../assembly/rejections/one-line';
import { Rejection } from '../../../assembly/rejections/rejection';
import { sentence as sentenceOf } from '../../../assembly/rejections/sentence';

function add(
  rejection: Rejection,
  image: string,
  place: string,
  what: string,
  cause: string = '',
): void {
  rejection.add(
    Slice.of(image),
    Slice.of(place),
    Slice.of(what),
    Slice.of(cause),
    Code.NotSignedBy,
  );
}

function one(text: string, most: i32 = 512): string {
  return oneLine(Slice.of(text), most).toString();
}

function sentence(code: Code, detail: string, who: string): string {
  const failure = new Failure(code, Slice.of(detail));
  return sentenceOf(failure, who == '' ? EMPTY : Slice.of(who)).toString();
}

describe('Rejection', () => {
  it('says one sentence an image', () => {
    const rejection = new Rejection();
    add(rejection, 'a:1', 'containers[0]', 'is bad', 'signatures[0]');
    add(rejection, 'b:1', 'volumes[1] and 2 more', 'is worse');
    expect<string>(rejection.message().toString()).toBe(
      'a:1 (containers[0]) is bad (signatures[0]) [not-signed-by]; b:1 (volumes[1] and 2 more) is worse [not-signed-by]',
    );
    expect<string>(rejection.auditText.toString()).toBe(
      'a:1 not-signed-by, b:1 not-signed-by',
    );
  });

  it('says the same of several once', () => {
    const rejection = new Rejection();
    add(rejection, 'a', 'containers[0]', 'is bad');
    add(rejection, 'b', 'containers[1]', 'is worse');
    add(rejection, 'c', 'containers[2]', 'is bad');
    expect<string>(rejection.message().toString()).toBe(
      'each of a (containers[0]), c (containers[2]) is bad [not-signed-by]; b (containers[1]) is worse [not-signed-by]',
    );
  });

  it('tells ten images and counts the others', () => {
    const rejection = new Rejection();
    for (let i = 0; i < 12; i++) {
      expect<bool>(rejection.hasRoom).toBe(i < 10);
      add(rejection, 'i' + i.toString(), '', 'is bad ' + i.toString());
    }
    const message = rejection.message().toString();
    expect<bool>(
      message.endsWith('i9 is bad 9 [not-signed-by], and 2 more'),
    ).toBe(true);
  });

  it('cuts a sentence to 200 bytes beside the name of the image', () => {
    const rejection = new Rejection();
    const image = 'i'.repeat(300);
    add(rejection, image, 'containers[0]', 'is ' + 'x'.repeat(300), 'place');
    const message = rejection.message().toString();
    const name = 'i'.repeat(253) + '...';
    expect<bool>(message.startsWith(name + ' (containers[0]) is xx')).toBe(
      true,
    );
    expect<bool>(message.endsWith('xx... (place) [not-signed-by]')).toBe(true);
    expect<i32>(message.length - name.length).toBe(200);
  });

  it('has room for 4 KiB in audit events', () => {
    const rejection = new Rejection();
    for (let i = 0; i < 1000; i++) add(rejection, 'image', '', 'is bad');
    const audit = rejection.auditText;
    expect<bool>(audit.len <= 4096).toBe(true);
    expect<bool>(audit.len > 3800).toBe(true);
  });
});

describe('oneLine', () => {
  it('writes single lines without control characters', () => {
    expect<string>(one('a\n b\t\tc \r\n')).toBe('a b c');
    expect<string>(one('\u0001 a\u007fb')).toBe('a b');
    expect<string>(one(' \n ')).toBe('');
  });

  it('cuts at a whole character', () => {
    expect<string>(one('x'.repeat(10), 10)).toBe('x'.repeat(10));
    expect<string>(one('x'.repeat(11), 10)).toBe('xxxxxxx...');
    expect<string>(one('é'.repeat(300), 512)).toBe('é'.repeat(254) + '...');
    expect<string>(cut(Slice.of('short'), 10).toString()).toBe('short');
  });
});

describe('sentence', () => {
  it('leaves out what is not known', () => {
    expect<string>(sentence(Code.NotSignedBy, '', 'Bob')).toBe(
      'is not signed by Bob',
    );
    expect<string>(sentence(Code.NotSignedBy, 'Eve', 'Bob')).toBe(
      'is not signed by Bob, signed by Eve instead',
    );
    expect<string>(sentence(Code.UnsignedOrUnreadable, '', '')).toBe(
      'is unsigned, or its signatures cannot be read',
    );
    expect<string>(sentence(Code.NoLogEntry, '', '')).toBe(
      'is signed, but in no transparency log',
    );
    expect<string>(sentence(Code.CertificateExpired, '2021-01-01', 'Bob')).toBe(
      'cannot be verified: the certificate of Bob expired on 2021-01-01',
    );
  });

  it('has one of the three beginnings for every code of an image', () => {
    for (let code = 1; code <= Code.NotVerified; code++) {
      const text = sentence(code, 'D', 'W');
      const known =
        text == 'D' ||
        text.startsWith('is ') ||
        text.startsWith('has ') ||
        text.startsWith('cannot be verified: ');
      expect<bool>(known).toBe(true, text);
      expect<bool>(codeName(code).len > 0).toBe(true, text);
    }
    expect<i32>(codeName(Code.NotVerified + 1).len).toBe(0);
  });
});
