// SPDX-License-Identifier: Apache-2.0
import { EMPTY, Slice } from '@kubewarden/policy-sdk-assemblyscript/core';
import { Certificate } from '../../../assembly/x509/certificate';
import { FulcioIdentity } from '../../../assembly/x509/fulcio-identity';

/** A DER element in hexadecimal, of at most 127 bytes. */
function der(tag: string, contents: string): string {
  return tag + hexByte(contents.length / 2) + contents;
}

function hexByte(byte: i32): string {
  return (byte < 16 ? '0' : '') + byte.toString(16);
}

function hex(text: string): string {
  let result = '';
  for (let i = 0; i < text.length; i++) result += hexByte(text.charCodeAt(i));
  return result;
}

/** An extension, or one that is critical. */
function extension(id: string, value: string, critical: string = ''): string {
  return der('30', der('06', id) + critical + der('04', value));
}

/** Fulcio's extension of that number with a text as it is. */
function fulcio(n: i32, text: string): string {
  return extension('2b0601040183bf3001' + hexByte(n), hex(text));
}

/** The same with a UTF8String. */
function fulcioUtf8(n: i32, text: string): string {
  return extension('2b0601040183bf3001' + hexByte(n), der('0c', hex(text)));
}

/** The subject alternative name with these names. */
function names(list: string, critical: string = ''): string {
  return extension('551d11', der('30', list), critical);
}

function email(text: string): string {
  return der('81', hex(text));
}

function url(text: string): string {
  return der('86', hex(text));
}

function otherName(type: string, value: string): string {
  return der('a0', der('06', type) + der('a0', value));
}

const USER_NAME = '2b0601040183bf300107';

/** Issuer, subject and repository, behind bars. */
function read(extensions: string): string {
  const bytes = extensions.length / 2;
  const ptr = heap.alloc(bytes + 64);
  for (let i = 0; i < bytes; i++)
    store<u8>(ptr + i, <u8>parseInt(extensions.substr(2 * i, 2), 16));
  const certificate = new Certificate(EMPTY, EMPTY, EMPTY, EMPTY, EMPTY);
  certificate.extensions = new Slice(ptr, bytes);
  const identity = new FulcioIdentity(certificate);
  return (
    identity.issuer.toString() +
    '|' +
    identity.subject.toString() +
    '|' +
    identity.repository.toString()
  );
}

describe('FulcioIdentity', () => {
  it('has the issuer as it is, as a UTF8String, or as both', () => {
    expect<string>(read(fulcio(1, 'https://i'))).toBe('https://i||');
    expect<string>(read(fulcioUtf8(8, 'https://i'))).toBe('https://i||');
    const both = fulcioUtf8(8, 'https://i') + fulcio(1, 'https://i');
    expect<string>(read(both)).toBe('https://i||');
  });

  it('has no issuer when two are named, or something is told twice', () => {
    expect<string>(read(fulcio(1, 'a') + fulcioUtf8(8, 'b'))).toBe('||');
    expect<string>(read(fulcio(1, 'a') + fulcio(1, 'a'))).toBe('||');
    expect<string>(read(fulcioUtf8(8, 'a') + fulcioUtf8(8, 'a'))).toBe('||');
    const twice = names(email('a')) + fulcio(1, 'a') + names(email('a'));
    expect<bool>(read(twice).startsWith('|')).toBe(true);
    // The raw text where a UTF8String must be, and one that is cut.
    expect<string>(read(fulcio(8, 'https://i'))).toBe('||');
    expect<string>(read(fulcio(8, '\x0c\x09a'))).toBe('||');
  });

  it('has the first URL, e-mail address or user name', () => {
    const uri = url('https://u');
    const mail = email('a@b');
    const user = otherName(USER_NAME, der('0c', hex('me!i')));
    expect<string>(read(names(uri))).toBe('|https://u|');
    expect<string>(read(names(mail, '0101ff'))).toBe('|a@b|');
    expect<string>(read(names(user))).toBe('|me!i|');
    expect<string>(read(names(mail + uri))).toBe('|a@b|');
    expect<string>(read(names(uri + mail))).toBe('|https://u|');
    expect<string>(read(names(user + uri))).toBe('|me!i|');
  });

  it('passes over names of other kinds', () => {
    const dns = der('82', hex('example.org'));
    const other = otherName('2b06010401823714', der('0c', hex('upn')));
    const raw = otherName(USER_NAME, hex('me'));
    expect<string>(read(names(dns + other + raw + email('a')))).toBe('|a|');
    expect<string>(read(names(dns))).toBe('||');
    expect<string>(read(names(''))).toBe('||');
  });

  it('has the repository of a GitHub workflow', () => {
    const all =
      fulcio(5, 'acme/shop') + fulcio(1, 'https://i') + names(url('https://u'));
    expect<string>(read(all)).toBe('https://i|https://u|acme/shop');
  });

  it('reads nothing that only looks alike', () => {
    // Another arc, another last byte, an identifier that is longer.
    expect<string>(read(extension('2b0601040183bf3101' + '01', '41'))).toBe(
      '||',
    );
    expect<string>(read(extension('2b0601040183bf300201', '41'))).toBe('||');
    expect<string>(read(fulcio(2, 'a'))).toBe('||');
    expect<string>(read(extension('2b0601040183bf30010100', '41'))).toBe('||');
    expect<string>(read(extension('551d12', der('30', email('a'))))).toBe('||');
    expect<string>(read('')).toBe('||');
  });
});
