// SPDX-License-Identifier: Apache-2.0
import {
  Outcome,
  Slice,
  callHost,
} from '@kubewarden/policy-sdk-assemblyscript';
import {
  expectCall,
  scriptProblem,
} from '@kubewarden/policy-sdk-assemblyscript/assembly/testing';

function call(payload: string): string {
  const answer = callHost(Slice.of('ns'), Slice.of('op'), Slice.of(payload));
  return (answer.ok ? 'ok ' : 'error ') + answer.bytes.toString();
}

describe('scripted host', () => {
  it('answers calls in order', () => {
    expectCall('ns', 'op', '1').answers('one');
    expectCall('ns', 'op', '2').fails('two');
    expect(call('1')).toBe('ok one');
    expect(call('2')).toBe('error two');
    expect(scriptProblem()).toBe('');
  });

  it('tells unexpected calls', () => {
    expect(call('1')).toBe('error unexpected call: ns op 1, expected: none');
    expect(scriptProblem()).toBe('unexpected call: ns op 1, expected: none');
    expect(scriptProblem()).toBe('');
  });

  it('tells calls with another payload', () => {
    expectCall('ns', 'op', '1').answers('one');
    call('2');
    expect(scriptProblem()).toBe('unexpected call: ns op 2, expected: ns op 1');
  });

  it('tells calls that never came', () => {
    expectCall('ns', 'op', '1').answers('one');
    expect(scriptProblem()).toBe('missing call: ns op 1');
    expect(scriptProblem()).toBe('');
  });

  it('answers with broken UTF-8', () => {
    expectCall('ns', 'op', '1').answersBytes([0xc3]);
    const answer = callHost(Slice.of('ns'), Slice.of('op'), Slice.of('1'));
    expect<i32>(answer.outcome).toBe(Outcome.NotUtf8);
    expect(scriptProblem()).toBe('');
  });
});
