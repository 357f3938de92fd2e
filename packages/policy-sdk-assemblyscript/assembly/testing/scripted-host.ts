// SPDX-License-Identifier: Apache-2.0
import { CharCode } from '../bytes/char-code';
import { Slice } from '../bytes/slice';
import { utf8 } from '../bytes/text';
import { Writer } from '../json/writer';

// Imports without `@external` belong to the module named as this file is;
// `testing/scripted-host.mjs` has them.
declare function scriptCall(
  call: usize,
  callLength: i32,
  outcome: i32,
  data: usize,
  length: i32,
): void;
declare function finishScript(): i32;
declare function readProblem(to: usize): void;

const ANSWERS = 0;
const FAILS = 1;

/** A host call that a test expects; say how it is answered. */
@final
export class ExpectedCall {
  constructor(private call: Slice) {}

  /** The host answers with this JSON (or anything else). */
  answers(json: string): void {
    this.script(ANSWERS, Slice.of(json));
  }

  /** The host answers with these bytes, such as broken UTF-8. */
  answersBytes(bytes: u8[]): void {
    const data = heap.alloc(<usize>bytes.length);
    for (let i = 0; i < bytes.length; i++) store<u8>(data + <usize>i, bytes[i]);
    this.script(ANSWERS, new Slice(data, bytes.length));
  }

  /** The host reports an error. */
  fails(message: string): void {
    this.script(FAILS, Slice.of(message));
  }

  private script(outcome: i32, data: Slice): void {
    scriptCall(this.call.ptr, this.call.len, outcome, data.ptr, data.len);
  }
}

/** The next host call must be this one, with exactly this payload. */
export function expectCall<T>(
  namespace: string,
  operation: string,
  payload: T,
): ExpectedCall {
  const call = new Writer(256)
    .slices(Slice.of(namespace))
    .byte(CharCode.Space)
    .slices(Slice.of(operation))
    .byte(CharCode.Space);
  return new ExpectedCall(call.slices(utf8(payload)).slice());
}

/**
 * Ends the script: empty when all calls came as expected, else what did not.
 * Call it at the end of each test.
 */
export function scriptProblem(): string {
  const length = finishScript();
  const buffer = heap.alloc(<usize>length + 16);
  readProblem(buffer);
  return new Slice(buffer, length).toString();
}
