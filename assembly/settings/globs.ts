// SPDX-License-Identifier: Apache-2.0
import { Slice } from '@kubewarden/policy-sdk-assemblyscript/core';
import { patternProblem } from '../match/problem';
import { Reader } from './reader';
import { readText } from './values';

/** Reads an image glob; null, and a problem, for what is no text. */
export function readGlob(reader: Reader): Slice | null {
  const glob = readText(reader);
  if (glob != null && reader.deep)
    reader.reportText(patternProblem(glob.ptr, glob.len));
  return glob;
}
