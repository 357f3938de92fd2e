// SPDX-License-Identifier: Apache-2.0
import { Slice } from '@kubewarden/policy-sdk-assemblyscript';
import { Report } from '../../../assembly/settings/report';

const DOCUMENT = '{"a":[1,{"b":2}],"c d":3}';

let told = '';

function at(document: Slice, text: string): usize {
  return document.ptr + <usize>DOCUMENT.indexOf(text);
}

describe('Report', () => {
  it('tells problems in document order, each with its path', () => {
    const document = Slice.of(DOCUMENT);
    const report = new Report(document);
    expect<bool>(report.sound).toBe(true);
    report.problem(at(document, '3'), Slice.of('last'));
    report.problem(document.ptr, Slice.of('first'));
    report.problem(at(document, '2'), Slice.of('third'));
    report.problem(at(document, '[1'), Slice.of('second'));
    report.problem(at(document, '2'), Slice.of('fourth'));
    const message = report.message();
    expect<bool>(report.sound).toBe(false);
    expect<string>(String.UTF8.decodeUnsafe(message.ptr, message.len)).toBe(
      'first; a: second; a[1].b: third; a[1].b: fourth; ["c d"]: last',
    );
  });

  it('hands out warnings, which leave it sound', () => {
    const document = Slice.of(DOCUMENT);
    const report = new Report(document);
    report.warning(document.ptr + 6, Slice.of('w'));
    expect<bool>(report.sound).toBe(true);
    report.eachWarning((text: Slice): void => {
      told += String.UTF8.decodeUnsafe(text.ptr, text.len);
    });
    expect<string>(told).toBe('a[0]: w');
  });
});
