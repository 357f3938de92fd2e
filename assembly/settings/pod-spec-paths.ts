// SPDX-License-Identifier: Apache-2.0
import { Cursor, Slice } from '@kubewarden/policy-sdk-assemblyscript';
import { ascii } from '@kubewarden/policy-sdk-assemblyscript/assembly/bytes/literal';
import { isBuiltIn } from '../images/kinds';
import { Key, Keys } from './keys';
import { KnownTexts } from './known-texts';
import { Members, Unknown } from './members';
import { Report } from './report';
import { enterList, readText } from './values';

/** No pod spec lies deeper; bounds the walk to it. */
const MOST_SEGMENTS = 16;
/** More paths than anybody lists. */
const BUCKETS = 64;

/** Where the pod spec stands in objects of a group and kind. */
@final
@unmanaged
export class PodSpecPath {
  constructor(
    /** The API group, empty for the core group. */
    public apiGroup: Slice,
    public kind: Slice,
    /** Keys joined by dots, such as `spec.template.spec`. */
    public path: Slice,
    public next: PodSpecPath | null,
  ) {}

  /** Whether it is about objects of this group and kind. */
  isFor(apiGroup: Slice, kind: Slice): bool {
    return this.kind.equals(kind) && this.apiGroup.equals(apiGroup);
  }
}

/** Reads the list of paths at the cursor. */
export function readPodSpecPaths(
  cursor: Cursor,
  report: Report,
  deep: bool,
): PodSpecPath | null {
  if (!enterList(cursor, report)) return null;
  const known = new KnownTexts(deep ? BUCKETS : 0);
  let last: PodSpecPath | null = null;
  while (cursor.nextElement()) {
    const at = cursor.position;
    const path = readPodSpecPath(cursor, report, last);
    if (path == null) continue;
    last = path;
    if (!deep) continue;
    if (isBuiltIn(path.apiGroup, path.kind))
      report.problem(at, ascii('is about a kind that is built in'));
    if (known.add(path.apiGroup, path.kind))
      report.problem(at, ascii('is a duplicate'));
  }
  return last;
}

/** The path for a group and kind, or null. */
export function find(
  paths: PodSpecPath | null,
  apiGroup: Slice,
  kind: Slice,
): PodSpecPath | null {
  let rest = paths;
  while (rest != null) {
    const path = rest;
    rest = rest.next;
    if (path.isFor(apiGroup, kind)) return path;
  }
  return null;
}

function readPodSpecPath(
  cursor: Cursor,
  report: Report,
  next: PodSpecPath | null,
): PodSpecPath | null {
  const at = cursor.position;
  const members = new Members(
    cursor,
    report,
    Keys.PodSpecPath,
    Unknown.Problem,
  );
  let apiGroup: Slice | null = null;
  let kind: Slice | null = null;
  let path: Slice | null = null;
  for (let key = members.next(); key != Key.Unknown; key = members.next()) {
    if (key == Key.ApiGroup) apiGroup = readGroup(cursor, report);
    else if (key == Key.Kind) kind = readText(cursor, report);
    else path = readPath(cursor, report);
  }
  if (!members.complete) return null;
  if (!members.has(Key.ApiGroup))
    report.problem(at, ascii('apiGroup is missing'));
  if (!members.has(Key.Kind)) report.problem(at, ascii('kind is missing'));
  if (!members.has(Key.Path)) report.problem(at, ascii('path is missing'));
  if (apiGroup == null || kind == null || path == null) return null;
  return new PodSpecPath(apiGroup, kind, path, next);
}

/** The core group's name is the empty string. */
function readGroup(cursor: Cursor, report: Report): Slice | null {
  const at = cursor.position;
  if (load<u16>(at) == 0x2222) return cursor.readString();
  const group = readText(cursor, report);
  if (group == null) return null;
  for (let p = group.ptr; p < group.end; p++) {
    // No object would ever be of such a group, and none would be verified.
    if (load<u8>(p) == 0x2f) {
      report.problem(at, ascii('must be a group without its version'));
      return null;
    }
  }
  return group;
}

function readPath(cursor: Cursor, report: Report): Slice | null {
  const at = cursor.position;
  const path = readText(cursor, report);
  if (path == null) return null;
  let segments = 1;
  let before: u8 = 0x2e;
  for (let p = path.ptr; p < path.end; p++) {
    const byte = load<u8>(p);
    if (byte == 0x2e) {
      if (before == 0x2e) break;
      segments++;
    }
    before = byte;
  }
  if (before == 0x2e || segments > MOST_SEGMENTS) {
    report.problem(
      at,
      ascii('must be keys joined by dots, such as spec.template.spec'),
    );
    return null;
  }
  return path;
}
