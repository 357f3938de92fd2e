// SPDX-License-Identifier: Apache-2.0
import { Cursor, Slice } from '@kubewarden/policy-sdk-assemblyscript';
import { ascii } from '@kubewarden/policy-sdk-assemblyscript/assembly/bytes/literal';
import { Reference } from '../images/reference';
import { Pattern, compilePattern } from '../match/pattern';
import { patternProblem, problemText } from '../match/problem';
import { matchesCanonical } from '../match/spellings';
import { KnownTexts } from './known-texts';
import { Report } from './report';
import { enterList, readText } from './values';

/** More globs than anybody lists. */
const BUCKETS = 64;

/** One glob of `excludeImages`. */
@final
@unmanaged
export class ExcludedImage {
  constructor(
    public pattern: Pattern,
    public next: ExcludedImage | null,
  ) {}
}

/** Reads the list of globs at the cursor; their order does not matter. */
export function readExcludedImages(
  cursor: Cursor,
  report: Report,
  deep: bool,
): ExcludedImage | null {
  let excluded: ExcludedImage | null = null;
  if (!enterList(cursor, report)) return null;
  const known = new KnownTexts(deep ? BUCKETS : 0);
  while (cursor.nextElement()) {
    const at = cursor.position;
    const glob = readText(cursor, report);
    if (glob == null) continue;
    if (deep) {
      reportGlob(glob, at, report);
      if (known.add(glob)) report.problem(at, ascii('is a duplicate'));
    }
    excluded = new ExcludedImage(compilePattern(glob.ptr, glob.len), excluded);
  }
  return excluded;
}

function reportGlob(glob: Slice, at: usize, report: Report): void {
  const problem = patternProblem(glob.ptr, glob.len);
  if (problem != 0) report.problem(at, problemText(problem));
}

/** Whether any glob matches the image's canonical form. */
export function isExcluded(
  reference: Reference,
  excluded: ExcludedImage | null,
): bool {
  let rest = excluded;
  while (rest != null) {
    const one = rest;
    rest = rest.next;
    if (matchesCanonical(one.pattern, reference)) return true;
  }
  return false;
}
