// SPDX-License-Identifier: Apache-2.0
import { EMPTY, Slice } from '@kubewarden/policy-sdk-assemblyscript/core';
import { Code } from './code';

/** Why something did not work out. */
@final
@unmanaged
export class Failure {
  /** The next one of a list, for the log. */
  next: Failure | null = null;
  /** The host's own words, which only the log gets; empty without any. */
  hostText: Slice = EMPTY;
  /** The signer it is about, by its place in the settings; -1 for all. */
  signer: i32 = -1;

  constructor(
    public code: Code,
    /** What a sentence adds to the code, such as a digest; empty for nothing. */
    public detail: Slice,
  ) {}
}
