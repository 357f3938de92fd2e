// SPDX-License-Identifier: Apache-2.0
import {
  ascii,
  ByteMap,
  CharCode,
  fill,
  has,
  nameList,
  Slice,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { PodSpecPath } from '../workloads/declared';
import { isBuiltIn } from '../workloads/kinds';
import { isStar, MOST_SEGMENTS, segmentEnd } from '../workloads/place';
import { PathKey, pathKeys } from './keys';
import { Members } from './members';
import { Reader } from './reader';
import { enterList, readChoice, readText } from './values';

const REQUIRED_KEYS: u32 =
  (1 << PathKey.ApiGroup) | (1 << PathKey.Kind) | (1 << PathKey.Path);

/** Reads the list of paths at the cursor. */
export function readPodSpecPaths(reader: Reader): PodSpecPath | null {
  if (!enterList(reader)) return null;
  const known = new ByteMap();
  let first: PodSpecPath | null = null;
  let last: PodSpecPath | null = null;
  while (reader.nextElement()) {
    const at = reader.position;
    const path = readPodSpecPath(reader);
    if (path == null) continue;
    if (last == null) first = path;
    else last.next = path;
    last = path;
    if (isBuiltIn(path.apiGroup, path.kind))
      reader.problem(at, ascii('is about a built-in kind'));
    // No kind has a space.
    if (known.add(path.apiGroup, fill('%1 %2', path.kind, path.path)))
      reader.problem(at, ascii('is a duplicate'));
  }
  return first;
}

function readPodSpecPath(reader: Reader): PodSpecPath | null {
  const members = Members.enter(reader, pathKeys(), REQUIRED_KEYS);
  let apiGroup: Slice | null = null;
  let kind: Slice | null = null;
  let path: Slice | null = null;
  let optional = false;
  let key = 0;
  while ((key = members.next()) != 0) {
    if (key == PathKey.ApiGroup) apiGroup = readGroup(reader);
    else if (key == PathKey.Kind) kind = readKind(reader);
    else if (key == PathKey.Path) path = readPath(reader);
    else if (!reader.readNull())
      optional = readChoice(reader, nameList('reject|accept')) == 1;
  }
  if (!members.complete || apiGroup == null || kind == null || path == null)
    return null;
  return new PodSpecPath(apiGroup, kind, path, optional);
}

/** The core group's name is the empty string. */
function readGroup(reader: Reader): Slice | null {
  if (load<u16>(reader.position) == 0x2222) return reader.readString();
  const group = readText(reader);
  // No object would ever be of such a group, and none would be verified.
  if (group == null || !has(group.ptr, group.end, CharCode.Slash)) return group;
  reader.reportText(ascii('must be a group without version'));
  return null;
}

/** Kinds begin with a capital letter; no object would be of another. */
function readKind(reader: Reader): Slice | null {
  const kind = readText(reader);
  if (kind == null || <u32>load<u8>(kind.ptr) - CharCode.A < 26) return kind;
  reader.reportText(ascii('must begin with a capital letter'));
  return null;
}

function readPath(reader: Reader): Slice | null {
  const path = readText(reader);
  if (path == null) return null;
  const end = path.end;
  let segments = 0;
  let p = path.ptr;
  while (p <= end) {
    const next = segmentEnd(p, end);
    if (next == p || ++segments > MOST_SEGMENTS) {
      reader.reportText(
        ascii('must be keys joined by dots, such as spec.template.spec'),
      );
      return null;
    }
    if (
      has(p, next, CharCode.Asterisk) &&
      (!isStar(p, next) || p == path.ptr)
    ) {
      reader.reportText(
        ascii('may have * in place of a key, but not of the first'),
      );
      return null;
    }
    p = next + 1;
  }
  return path;
}
