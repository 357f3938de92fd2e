// SPDX-License-Identifier: Apache-2.0
import { Cursor, Slice, Writer } from '@kubewarden/policy-sdk-assemblyscript';
import { ascii } from '@kubewarden/policy-sdk-assemblyscript/assembly/bytes/literal';
import { podSpecPath } from './images/kinds';
import { locateImages } from './images/locate';
import { PodSpec } from './images/pod-spec';

/** Lengths of the keys that matter, from `kind` to `subResource`. */
const LENGTHS: u32 = (1 << 4) | (1 << 6) | (1 << 9) | (1 << 11);
/** Lengths of `kind` and `group`. */
const KIND_LENGTHS: u32 = (1 << 4) | (1 << 5);

/** What the policy needs of an admission request. */
@final
@unmanaged
export class AdmissionRequest {
  /** API group of the object, empty for the core group; null when missing. */
  group: Slice | null = null;
  /** Kind of the object; null when missing. */
  kind: Slice | null = null;
  operation: Slice | null = null;
  /** Null when the request is about the object itself. */
  subResource: Slice | null = null;
  /** Name of the object; null when missing. */
  name: Slice | null = null;
  /** The object as it stands in the request; null when missing. */
  object: Slice | null = null;
  oldObject: Slice | null = null;
  /** Path of the pod spec for built-in kinds, null for others. */
  path: Slice | null = null;
  /** The images, once the object of a built-in kind has been read. */
  spec: PodSpec | null = null;
  /** A key of the request that is given twice or has the wrong type. */
  problem: Slice | null = null;
}

/**
 * Reads the request at the cursor in one pass. Hosts send keys in alphabetical
 * order, `kind` before `object`, so the object of a built-in kind is walked
 * right where it stands; in any other order it is passed over and walked later.
 */
export function readRequest(cursor: Cursor): AdmissionRequest {
  const request = new AdmissionRequest();
  if (!cursor.enterObject()) {
    request.problem = ascii('request is no object');
    cursor.skip();
    return request;
  }
  while (cursor.nextMemberOf(LENGTHS)) readMember(cursor, request);
  return request;
}

function readMember(cursor: Cursor, request: AdmissionRequest): void {
  // By length first: most members of a request do not matter here.
  switch (cursor.keyLen) {
    case 4:
      if (cursor.keyIs('kind')) return readKind(cursor, request);
      if (cursor.keyIs('name')) {
        request.name = readText(cursor, request, null, false);
        return;
      }
      break;
    case 6:
      if (cursor.keyIs('object')) {
        once(cursor, request, request.object, false);
        request.object = readObject(cursor, request);
        return;
      }
      break;
    case 9:
      if (cursor.keyIs('oldObject')) {
        once(cursor, request, request.oldObject, false);
        if (!cursor.readNull()) request.oldObject = cursor.readRaw();
        return;
      }
      if (cursor.keyIs('operation')) {
        request.operation = readText(cursor, request, request.operation, false);
        return;
      }
      break;
    case 11:
      if (cursor.keyIs('subResource')) {
        const before = request.subResource;
        request.subResource = readText(cursor, request, before, false);
        return;
      }
      break;
  }
  cursor.skip();
}

/** Objects when the member at the cursor, already `known`, is given again. */
function once(
  cursor: Cursor,
  request: AdmissionRequest,
  known: Slice | null,
  inKind: bool,
): void {
  if (known != null) blame(cursor, request, inKind, ascii(' is given twice'));
}

/** Notes what is wrong with the member at the cursor. */
function blame(
  cursor: Cursor,
  request: AdmissionRequest,
  inKind: bool,
  text: Slice,
): void {
  const problem = new Writer(64).literal('request.');
  if (inKind) problem.literal('kind.');
  request.problem = problem.raw(cursor.key, cursor.keyLen).slices(text).slice();
}

/** Reads a text, which must not be `known` yet; null is no text. */
function readText(
  cursor: Cursor,
  request: AdmissionRequest,
  known: Slice | null,
  inKind: bool,
): Slice | null {
  once(cursor, request, known, inKind);
  if (cursor.atString) return cursor.readString();
  if (cursor.readNull()) return null;
  blame(cursor, request, inKind, ascii(' is no string'));
  cursor.skip();
  return null;
}

function readKind(cursor: Cursor, request: AdmissionRequest): void {
  once(cursor, request, request.kind, false);
  if (!cursor.tryObject()) {
    request.problem = ascii('request.kind is no object');
    cursor.skip();
    return;
  }
  while (cursor.nextMemberOf(KIND_LENGTHS)) {
    const len = cursor.keyLen;
    if (len == 5 && cursor.keyIs('group'))
      request.group = readText(cursor, request, request.group, true);
    else if (len == 4 && cursor.keyIs('kind'))
      request.kind = readText(cursor, request, request.kind, true);
    else cursor.skip();
  }
  const group = request.group;
  const kind = request.kind;
  if (group == null || kind == null) return;
  const path = podSpecPath(group, kind);
  if (path.len > 0) request.path = path;
}

function readObject(cursor: Cursor, request: AdmissionRequest): Slice | null {
  const start = cursor.position;
  if (cursor.readNull()) return null;
  const path = request.path;
  if (path == null) return cursor.readRaw();
  request.spec = locateImages(cursor, path);
  return new Slice(start, <i32>(cursor.position - start));
}
