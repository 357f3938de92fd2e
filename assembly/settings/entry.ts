// SPDX-License-Identifier: Apache-2.0
import {
  Cursor,
  Kind,
  Slice,
  Writer,
} from '@kubewarden/policy-sdk-assemblyscript';
import { copyBytes } from '@kubewarden/policy-sdk-assemblyscript/assembly/bytes/copy';
import { ascii } from '@kubewarden/policy-sdk-assemblyscript/assembly/bytes/literal';
import { Pattern, compilePattern } from '../match/pattern';
import { patternProblem, problemText } from '../match/problem';
import { readAnnotations } from './annotations';
import {
  CertificateSettings,
  checkCertificateChain,
  checkCertificateLinks,
} from './kinds/certificates';
import { checkSigners } from './kinds/signers';
import { thresholdProblem } from './kinds/threshold';
import { Key, Keys } from './keys';
import { Members, Unknown } from './members';
import { Report } from './report';
import { readFlag, readMinimum, readText } from './values';

/** The keys that hold an entry's signers; an entry has exactly one. */
const SIGNER_KINDS: u32 =
  (1 << Key.PubKeys) |
  (1 << Key.Keyless) |
  (1 << Key.KeylessPrefix) |
  (1 << Key.GithubActions) |
  (1 << Key.Certificates);

/**
 * One entry of `signatures`: which images, and who must have signed them.
 * Signers are kept as they stand in the settings and read when an image
 * matches, since most entries match nothing of a request.
 */
@final
@unmanaged
export class Entry {
  /** Position in `signatures`. */
  index: i32;
  next: Entry | null;
  /** The image glob, null when missing or malformed. */
  image: Slice | null;
  /** The kind of its signers, one of the five keys. */
  kind: Key;
  /** Address of the signers; 0 when there are none. */
  signers: usize;
  /** Signers counted by the deep check. */
  count: i32;
  /** Address of `certificateChain`'s value, 0 without one. */
  chain: usize;
  /** The JSON of `annotations`, null without any. */
  annotations: Slice | null;
  requireRekorBundle: bool;
  /** Distinct signers needed; 0 for all of them. */
  minimumMatches: i32;
  /** What the deep check read of `certificates`. */
  certificates: CertificateSettings | null;
  /** What the deep check read of `certificateChain`. */
  chainCertificates: CertificateSettings | null;
  /** How requests about its certificates begin, once an image needed one. */
  request: Writer | null;
  /** Bytes of that which they have in common. */
  requestLen: i32;
  private compiled: Pattern | null;

  constructor(index: i32) {
    this.index = index;
    this.next = null;
    this.image = null;
    this.kind = Key.Unknown;
    this.signers = 0;
    this.count = 0;
    this.chain = 0;
    this.annotations = null;
    this.requireRekorBundle = true;
    this.minimumMatches = 0;
    this.certificates = null;
    this.chainCertificates = null;
    this.compiled = null;
    this.request = null;
    this.requestLen = 0;
  }

  /** The same entry, number `index`, for another image. */
  withImage(image: Slice, index: i32): Entry {
    const size = offsetof<Entry>();
    const copy = heap.alloc(size + 16);
    copyBytes(copy, changetype<usize>(this), size);
    const entry = changetype<Entry>(copy);
    entry.index = index;
    entry.next = null;
    entry.image = image;
    entry.compiled = null;
    return entry;
  }

  /** The image glob, compiled once a request. */
  pattern(image: Slice): Pattern {
    const known = this.compiled;
    if (known != null) return known;
    const pattern = compilePattern(image.ptr, image.len);
    this.compiled = pattern;
    return pattern;
  }
}

/**
 * Reads the entry at the cursor, number `index`. With `deep`, signers are
 * checked as far as that can be done without the host; else they are passed
 * over.
 */
export function readEntry(
  cursor: Cursor,
  report: Report,
  index: i32,
  deep: bool,
): Entry {
  const start = cursor.position;
  const problems = report.problemCount;
  const entry = new Entry(index);
  const members = new Members(cursor, report, Keys.Entry, Unknown.Problem);
  let minimumAt: usize = 0;
  for (let key = members.next(); key != Key.Unknown; key = members.next()) {
    const at = cursor.position;
    if (key == Key.Image) {
      entry.image = readImage(cursor, report, deep);
    } else if ((SIGNER_KINDS & (1 << (<u32>key))) != 0) {
      entry.kind = key;
      entry.signers = at;
      if (deep) entry.count = checkSigners(key, cursor, report, entry);
      else skipSigners(cursor, key);
    } else if (cursor.readNull()) {
      members.seen &= ~(1 << (<u32>key));
    } else if (key == Key.RequireRekorBundle) {
      entry.requireRekorBundle = readFlag(cursor, report, true);
    } else if (key == Key.Annotations) {
      entry.annotations = readAnnotations(cursor, report, deep);
    } else if (key == Key.MinimumMatches) {
      minimumAt = at;
      entry.minimumMatches = readMinimum(cursor, report);
    } else {
      entry.chain = at;
      if (deep) entry.chainCertificates = checkCertificateChain(cursor, report);
      else skipSigners(cursor, key);
    }
  }
  if (!members.complete) return entry;
  if (!members.has(Key.Image)) report.problem(start, ascii('image is missing'));
  checkKind(members.seen & SIGNER_KINDS, report, start);
  checkOptions(members, entry.kind, report, start);
  const certificates = entry.certificates;
  const chain = entry.chainCertificates;
  if (certificates != null && chain != null)
    checkCertificateLinks(certificates, chain, report, cursor.end);
  // Without any signers that is the problem to tell.
  if (
    entry.count > 0 &&
    entry.minimumMatches > entry.count &&
    entry.kind != Key.GithubActions
  )
    report.problem(minimumAt, ascii('is more than there are signers'));
  if (deep && entry.minimumMatches > 1 && report.problemCount == problems) {
    const text = thresholdProblem(entry, cursor.end);
    if (text.len > 0) report.problem(minimumAt, text);
  }
  return entry;
}

/**
 * Moves behind signers that are not needed yet. Lists of PEM texts, whose
 * every line ends in an escape, are faster passed over text by text.
 */
function skipSigners(cursor: Cursor, key: Key): void {
  const isList = cursor.kind == Kind.Array;
  const hasObjects = key == Key.Keyless || key == Key.KeylessPrefix || !isList;
  if (hasObjects) {
    cursor.skip();
    return;
  }
  cursor.enterArray();
  while (cursor.nextElement()) cursor.skip();
}

/** An entry has exactly one kind of signers. */
function checkKind(kinds: u32, report: Report, at: usize): void {
  if (kinds == 0)
    report.problem(
      at,
      ascii(
        'needs one of pubKeys, keyless, keylessPrefix, githubActions, certificates',
      ),
    );
  else if ((kinds & (kinds - 1)) != 0)
    report.problem(at, ascii('has more than one kind of signers'));
}

/** A key that would have no effect is a mistake somebody should know of. */
function checkOptions(
  members: Members,
  kind: Key,
  report: Report,
  at: usize,
): void {
  if (kind != Key.Certificates) {
    if (members.has(Key.CertificateChain))
      report.problem(at, ascii('certificateChain needs certificates'));
    if (members.has(Key.RequireRekorBundle))
      report.problem(at, ascii('requireRekorBundle needs certificates'));
  }
  if (kind == Key.GithubActions && members.has(Key.MinimumMatches))
    report.problem(at, ascii('minimumMatches needs a list of signers'));
}

function readImage(cursor: Cursor, report: Report, deep: bool): Slice | null {
  const at = cursor.position;
  const image = readText(cursor, report);
  if (image == null || !deep) return image;
  const problem = patternProblem(image.ptr, image.len);
  if (problem != 0) report.problem(at, problemText(problem));
  return image;
}
