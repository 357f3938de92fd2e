// SPDX-License-Identifier: Apache-2.0
import {
  ascii,
  ByteMap,
  CharCode,
  find,
  has,
  Slice,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { isBuiltIn } from '../workloads/kinds';
import { PathKey, pathKeys } from './keys';
import { Members } from './members';
import { Reader } from './reader';
import { enterList, readText } from './values';

/** No pod spec lies deeper; bounds the walk to it. */
const MOST_SEGMENTS = 16;
const ALL_KEYS: u32 =
  (1 << PathKey.ApiGroup) | (1 << PathKey.Kind) | (1 << PathKey.Path);

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
}

/** Reads the list of paths at the cursor. */
export function readPodSpecPaths(reader: Reader): PodSpecPath | null {
  if (!enterList(reader)) return null;
  const known = new ByteMap();
  let last: PodSpecPath | null = null;
  while (reader.nextElement()) {
    const at = reader.position;
    const path = readPodSpecPath(reader, last);
    if (path == null) continue;
    last = path;
    if (!reader.deep) continue;
    if (isBuiltIn(path.apiGroup, path.kind))
      reader.problem(at, ascii('is about a kind that is built in'));
    if (known.add(path.apiGroup, path.kind))
      reader.problem(at, ascii('is a duplicate'));
  }
  return last;
}

/** The path for a group and kind, or null. */
export function findPath(
  paths: PodSpecPath | null,
  apiGroup: Slice,
  kind: Slice,
): PodSpecPath | null {
  let rest = paths;
  while (rest != null) {
    const path = rest;
    rest = rest.next;
    if (path.kind.equals(kind) && path.apiGroup.equals(apiGroup)) return path;
  }
  return null;
}

function readPodSpecPath(
  reader: Reader,
  next: PodSpecPath | null,
): PodSpecPath | null {
  const members = Members.enter(reader, pathKeys(), ALL_KEYS);
  let apiGroup: Slice | null = null;
  let kind: Slice | null = null;
  let path: Slice | null = null;
  let key = 0;
  while ((key = members.next()) != 0) {
    if (key == PathKey.ApiGroup) apiGroup = readGroup(reader);
    else if (key == PathKey.Kind) kind = readText(reader);
    else path = readPath(reader);
  }
  if (!members.complete || apiGroup == null || kind == null || path == null)
    return null;
  return new PodSpecPath(apiGroup, kind, path, next);
}

/** The core group's name is the empty string. */
function readGroup(reader: Reader): Slice | null {
  if (load<u16>(reader.position) == 0x2222) return reader.readString();
  const group = readText(reader);
  // No object would ever be of such a group, and none would be verified.
  if (group == null || !has(group.ptr, group.end, CharCode.Slash)) return group;
  reader.reportText(ascii('must be a group without its version'));
  return null;
}

function readPath(reader: Reader): Slice | null {
  const path = readText(reader);
  if (path == null) return null;
  const end = path.end;
  let segments = 0;
  let p = path.ptr;
  while (p <= end) {
    const dot = find(p, end, CharCode.Dot, 1);
    if (dot == p || ++segments > MOST_SEGMENTS) {
      reader.reportText(
        ascii('must be keys joined by dots, such as spec.template.spec'),
      );
      return null;
    }
    p = dot + 1;
  }
  return path;
}
