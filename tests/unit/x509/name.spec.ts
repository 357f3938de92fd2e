// SPDX-License-Identifier: Apache-2.0
import { Slice } from '@kubewarden/policy-sdk-assemblyscript/core';
import { commonName } from '../../../assembly/x509/name';

function nameOf(hex: string): string {
  const bytes = hex.length / 2;
  const ptr = heap.alloc(bytes + 64);
  for (let i = 0; i < bytes; i++)
    store<u8>(ptr + i, <u8>parseInt(hex.substr(2 * i, 2), 16));
  return commonName(new Slice(ptr, bytes)).toString();
}

describe('commonName', () => {
  it('is the first common name', () => {
    // O=Ab, CN=Bob, CN=Eve
    expect<string>(
      nameOf(
        '3025' +
          '310b3009060355040a0c024162' +
          '310a300806035504030c01' +
          '42' +
          '310a30080603550403130145',
      ),
    ).toBe('B');
  });

  it('may be any text in UTF-8', () => {
    expect<string>(nameOf('300d310b300906035504030c02c3ab')).toBe('ë');
    expect<string>(nameOf('300d310b3009060355040316023c3e')).toBe('<>');
  });

  it('is empty without one that can be shown', () => {
    expect<string>(nameOf('3000')).toBe('');
    expect<string>(nameOf('300d310b3009060355040a0c024162')).toBe('');
    // A BMPString, UTF-8 that is cut, a line feed, DEL.
    expect<string>(nameOf('300d310b300906035504031e020041')).toBe('');
    expect<string>(nameOf('300d310b300906035504030c0241c3')).toBe('');
    expect<string>(nameOf('300d310b300906035504030c02410a')).toBe('');
    expect<string>(nameOf('300d310b300906035504030c02417f')).toBe('');
    // Malformed: a length behind the end.
    expect<string>(nameOf('300d310b300906035504030c09')).toBe('');
  });
});
