// SPDX-License-Identifier: Apache-2.0
import { Slice } from '@kubewarden/policy-sdk-assemblyscript/core';
import {
  document,
  expectCall,
  scriptProblem,
} from '@kubewarden/policy-sdk-assemblyscript/assembly/testing';
import { Reader } from '../../../assembly/settings/reader';

const DOCUMENT = '{"a":[1,{"b":2}],"c d":3}';

function reader(deep: bool): Reader {
  const bytes = document(DOCUMENT);
  return new Reader(bytes.ptr, bytes.end, deep);
}

describe('Reader', () => {
  it('tells problems in document order, each with its path', () => {
    const settings = reader(true);
    const start = settings.position;
    expect<bool>(settings.sound).toBe(true);
    settings.problem(start + DOCUMENT.indexOf('3'), Slice.of('last'));
    settings.problem(start, Slice.of('first'));
    settings.problem(start + DOCUMENT.indexOf('2'), Slice.of('third'));
    settings.problem(start + DOCUMENT.indexOf('[1'), Slice.of('second'));
    settings.problem(start + DOCUMENT.indexOf('2'), Slice.of('fourth'));
    expect<bool>(settings.sound).toBe(false);
    expect<string>(settings.report().toString()).toBe(
      'first; a: second; a[1].b: third; a[1].b: fourth; ["c d"]: last',
    );
  });

  it('begins again without any of them', () => {
    const settings = reader(true);
    settings.problem(settings.position, Slice.of('before'));
    settings.begin();
    expect<bool>(settings.sound).toBe(true);
    expect<string>(settings.report().toString()).toBe('');
  });

  it('logs warnings, which leave it sound', () => {
    const settings = reader(true);
    settings.warning(settings.position + 6, Slice.of('w'));
    expect<bool>(settings.sound).toBe(true);
    expectCall(
      'tracing',
      'log',
      '{"level":"warning","message":"a[0]: w"}',
    ).answers('');
    expect<string>(settings.report().toString()).toBe('');
    expect<string>(scriptProblem()).toBe('');
  });

  it('counts further problems, and warns only in the deep check', () => {
    const settings = reader(false);
    for (let i = 0; i < 100; i++) settings.problem(0, Slice.of('p'));
    expect<bool>(settings.full).toBe(true);
    settings.problem(0, Slice.of('q'));
    settings.warning(0, Slice.of('w'));
    expect<i32>(settings.warningCount).toBe(0);
    expect<string>(settings.report().toString()).toBe(
      'p; '.repeat(99) + 'p; and 1 more',
    );
  });
});
