// SPDX-License-Identifier: Apache-2.0
import {
  ascii,
  ByteMap,
  EMPTY,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { canonicalProblem } from '../match/canonical';
import { Pattern, compilePattern } from '../match/pattern';
import { readGlob } from './globs';
import { Reader } from './reader';
import { enterList } from './values';

/**
 * Reads the list of globs at the cursor, as one pattern that matches what any
 * of them matches; null for none.
 */
export function readExcludedImages(reader: Reader): Pattern | null {
  let excluded: Pattern | null = null;
  if (!enterList(reader)) return null;
  const known = new ByteMap();
  while (reader.nextElement()) {
    const problems = reader.problemCount;
    const glob = readGlob(reader);
    if (glob == null) continue;
    if (reader.deep) {
      if (reader.problemCount == problems)
        reader.reportText(canonicalProblem(glob));
      if (known.add(glob, EMPTY)) reader.reportText(ascii('is a duplicate'));
    }
    const pattern = compilePattern(glob.ptr, glob.len);
    // Full names are compared here, so no other spellings are wanted.
    pattern.next = excluded;
    excluded = pattern;
  }
  return excluded;
}
