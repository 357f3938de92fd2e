// SPDX-License-Identifier: Apache-2.0
import { Cursor, Slice } from '@kubewarden/policy-sdk-assemblyscript';
import { ascii } from '@kubewarden/policy-sdk-assemblyscript/assembly/bytes/literal';
import { KnownTexts } from './known-texts';
import { Report } from './report';
import { enterObject, readText } from './values';

/** Nobody asks for more, and a few times as many cost nothing. */
const BUCKETS = 16;

/**
 * Reads the map of annotations at the cursor; its JSON is what the host gets.
 * With `deep`, keys must be there once and not be empty: of two, the host would
 * heed one only.
 */
export function readAnnotations(
  cursor: Cursor,
  report: Report,
  deep: bool,
): Slice | null {
  const start = cursor.position;
  if (!enterObject(cursor, report)) return null;
  let known: KnownTexts | null = null;
  while (cursor.nextMember()) {
    if (deep) {
      const key = new Slice(cursor.key, cursor.keyLen);
      if (known == null) known = new KnownTexts(BUCKETS);
      if (key.len == 0)
        report.problem(cursor.keyAt, ascii('key must not be empty'));
      else if (known.add(key))
        report.problem(cursor.keyAt, ascii('is given twice'));
    }
    readText(cursor, report);
  }
  return new Slice(start, <i32>(cursor.position - start));
}
