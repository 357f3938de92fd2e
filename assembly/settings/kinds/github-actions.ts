// SPDX-License-Identifier: Apache-2.0
import { Cursor } from '@kubewarden/policy-sdk-assemblyscript';
import { ascii } from '@kubewarden/policy-sdk-assemblyscript/assembly/bytes/literal';
import { Key, Keys } from '../keys';
import { Members, Unknown } from '../members';
import { Report } from '../report';
import { readText } from '../values';

/** Checks the `githubActions` object at the cursor: `{owner, repo?}`. */
export function checkGithubActions(cursor: Cursor, report: Report): void {
  const at = cursor.position;
  const members = new Members(
    cursor,
    report,
    Keys.GithubActions,
    Unknown.Problem,
  );
  for (let key = members.next(); key != Key.Unknown; key = members.next()) {
    if (key == Key.Owner || !cursor.readNull()) checkName(cursor, report);
  }
  if (members.complete && !members.has(Key.Owner))
    report.problem(at, ascii('owner is missing'));
}

/** Owners and repositories are single names: hosts compare them exactly. */
function checkName(cursor: Cursor, report: Report): void {
  const at = cursor.position;
  const name = readText(cursor, report);
  if (name == null) return;
  for (let p = name.ptr; p < name.end; p++) {
    const byte = load<u8>(p);
    if (byte == 0x2f || byte <= 0x20 || byte >= 0x7f) {
      report.problem(at, ascii('must be a single name'));
      return;
    }
  }
}
