// SPDX-License-Identifier: Apache-2.0
import { Cursor, Slice } from '@kubewarden/policy-sdk-assemblyscript';
import { ascii } from '@kubewarden/policy-sdk-assemblyscript/assembly/bytes/literal';
import { Key, Keys } from '../keys';
import { KnownTexts } from '../known-texts';
import { Members, Unknown } from '../members';
import { Report } from '../report';
import { enterList, readText } from '../values';
import { urlPrefixProblem } from './url-prefix';

/** Enough for lists that are longer than anybody's. */
const BUCKETS = 1024;
const SLASH: u8 = 0x2f;

/** One element of `keyless` or `keylessPrefix`. */
@final
@unmanaged
export class Identity {
  constructor(
    /** The OIDC issuer, compared exactly. */
    public issuer: Slice,
    /** The subject, or the URL prefix of one. */
    public subject: Slice,
  ) {}
}

/**
 * Checks the list of identities at the cursor; `key` is `Key.Keyless` or
 * `Key.KeylessPrefix`. Returns how many there are.
 */
export function checkIdentities(cursor: Cursor, report: Report, key: Key): i32 {
  const listAt = cursor.position;
  if (!enterList(cursor, report)) return 0;
  const known = new KnownTexts(BUCKETS);
  let count = 0;
  while (cursor.nextElement()) {
    const at = cursor.position;
    count++;
    const identity = readIdentity(cursor, report, key);
    if (identity == null) continue;
    if (key == Key.KeylessPrefix) withoutSlash(identity.subject);
    if (known.add(identity.subject, identity.issuer))
      report.problem(at, ascii('is a duplicate'));
  }
  if (count == 0) report.problem(listAt, ascii('must not be empty'));
  return count;
}

/** A prefix means the same with and without the slash that ends it. */
export function withoutSlash(prefix: Slice): void {
  if (load<u8>(prefix.end - 1) == SLASH) prefix.len--;
}

/** Reads one identity; null, and a problem, when it is incomplete. */
export function readIdentity(
  cursor: Cursor,
  report: Report,
  kind: Key,
): Identity | null {
  const at = cursor.position;
  const prefixed = kind == Key.KeylessPrefix;
  const allowed = prefixed ? Keys.KeylessPrefix : Keys.Keyless;
  const members = new Members(cursor, report, allowed, Unknown.Problem);
  let issuer: Slice | null = null;
  let subject: Slice | null = null;
  for (let key = members.next(); key != Key.Unknown; key = members.next()) {
    const valueAt = cursor.position;
    const text = readText(cursor, report);
    if (key == Key.Issuer) {
      issuer = text;
    } else {
      subject = text;
      if (prefixed && text != null) checkPrefix(text, valueAt, report);
    }
  }
  if (!members.complete) return null;
  if (!members.has(Key.Issuer)) report.problem(at, ascii('issuer is missing'));
  if (!members.has(prefixed ? Key.UrlPrefix : Key.Subject))
    report.problem(
      at,
      prefixed ? ascii('urlPrefix is missing') : ascii('subject is missing'),
    );
  if (issuer == null || subject == null) return null;
  return new Identity(issuer, subject);
}

function checkPrefix(text: Slice, at: usize, report: Report): void {
  const problem = urlPrefixProblem(text);
  if (problem.len > 0) report.problem(at, problem);
}
