// SPDX-License-Identifier: Apache-2.0
import { Cursor, Slice } from '@kubewarden/policy-sdk-assemblyscript';
import { ascii } from '@kubewarden/policy-sdk-assemblyscript/assembly/bytes/literal';
import { Key, Keys } from '../keys';
import { Members, Unknown } from '../members';
import { Report } from '../report';
import { readText } from '../values';

/** Whose workflow has to sign. */
@final
@unmanaged
export class Repository {
  constructor(
    public owner: Slice,
    /** Null for any repository of the owner. */
    public repo: Slice | null,
  ) {}
}

/**
 * Reads the `githubActions` object at the cursor: `{owner, repo?}`; null, and
 * a problem, when it is incomplete.
 */
export function readRepository(
  cursor: Cursor,
  report: Report,
): Repository | null {
  const at = cursor.position;
  const members = new Members(
    cursor,
    report,
    Keys.GithubActions,
    Unknown.Problem,
  );
  let owner: Slice | null = null;
  let repo: Slice | null = null;
  for (let key = members.next(); key != Key.Unknown; key = members.next()) {
    if (key == Key.Owner) owner = readName(cursor, report);
    else if (!cursor.readNull()) repo = readName(cursor, report);
  }
  if (members.complete && !members.has(Key.Owner))
    report.problem(at, ascii('owner is missing'));
  return owner == null ? null : new Repository(owner, repo);
}

/** Owners and repositories are single names: hosts compare them exactly. */
function readName(cursor: Cursor, report: Report): Slice | null {
  const at = cursor.position;
  const name = readText(cursor, report);
  if (name == null) return null;
  for (let p = name.ptr; p < name.end; p++) {
    const byte = load<u8>(p);
    if (byte == 0x2f || byte <= 0x20 || byte >= 0x7f) {
      report.problem(at, ascii('must be a single name'));
      break;
    }
  }
  return name;
}
