// SPDX-License-Identifier: Apache-2.0
import {
  Cursor,
  EMPTY,
  fill,
  Slice,
  zeroes,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { podSpecPath } from './workloads/kinds';
import { locateImages } from './workloads/locate';
import { PodSpec } from './workloads/pod-spec';
import { givenTwice, notAnObject, notAString } from './faults';

/** Lengths of the keys that matter, from `kind` to `subResource`. */
const LENGTHS: u32 = (1 << 4) | (1 << 6) | (1 << 9) | (1 << 11);
/** Lengths of `kind` and `group`. */
const KIND_LENGTHS: u32 = (1 << 4) | (1 << 5);

/** What the policy needs of an admission request. */
@final
@unmanaged
export class AdmissionRequest {
  /** API group of the object, empty for the core group; null when missing. */
  group: Slice | null;
  /** Kind of the object; null when missing. */
  kind: Slice | null;
  operation: Slice | null;
  /** Null when the request is about the object itself. */
  subResource: Slice | null;
  /** Name of the object; null when missing. */
  name: Slice | null;
  /** Address of the object in the request; 0 when missing. */
  object: usize;
  oldObject: usize;
  /** Address behind the object. */
  objectEnd: usize;
  /** The images, once the object of a built-in kind has been read. */
  spec: PodSpec | null;
  /** A key of the request that is given twice or has the wrong type. */
  problem: Slice | null;
  /**
   * Whether the request can start no image: something is deleted, or only
   * counted or reported on.
   */
  startsNoImage: bool;

  constructor() {
    return changetype<AdmissionRequest>(zeroes(offsetof<AdmissionRequest>()));
  }
}

/**
 * Reads the request at the cursor in one pass. Hosts send keys in alphabetical
 * order, `kind` before `object`, so the object of a built-in kind is walked
 * right where it stands; in any other order it is passed over and walked later.
 */
export function readRequest(cursor: Cursor): AdmissionRequest {
  const request = new AdmissionRequest();
  if (cursor.enterObject())
    while (cursor.nextMemberOf(LENGTHS)) readMember(cursor, request);
  request.startsNoImage = startsNoImage(request);
  return request;
}

function startsNoImage(request: AdmissionRequest): bool {
  const operation = request.operation;
  if (operation == null || request.group == null || request.kind == null)
    return false;
  if (operation.is('DELETE')) return true;
  const part = request.subResource;
  return part != null && (part.is('status') || part.is('scale'));
}

function readMember(cursor: Cursor, request: AdmissionRequest): void {
  // By length first: most members of a request do not matter here.
  switch (cursor.keyLen) {
    case 4:
      if (cursor.keyIs('kind')) return readKind(cursor, request);
      if (cursor.keyIs('name')) {
        // It is only told: the last one counts.
        request.name = readText(cursor, request, null, false);
        return;
      }
      break;
    case 6:
      if (cursor.keyIs('object')) return readObject(cursor, request);
      break;
    case 9:
      if (cursor.keyIs('oldObject')) {
        if (request.oldObject != 0)
          reportAt(cursor, request, false, givenTwice());
        if (cursor.readNull()) return;
        request.oldObject = cursor.position;
        break;
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

/** Notes what is wrong with the member at the cursor. */
function reportAt(
  cursor: Cursor,
  request: AdmissionRequest,
  inKind: bool,
  text: Slice,
): void {
  const key = new Slice(cursor.key, cursor.keyLen);
  request.problem = inKind
    ? fill(': request.kind.%1 %2', key, text)
    : fill(': request.%1 %2', key, text);
}

/** Reads a text, which must not be `known` yet; null is no text. */
function readText(
  cursor: Cursor,
  request: AdmissionRequest,
  known: Slice | null,
  inKind: bool,
): Slice | null {
  if (known != null) reportAt(cursor, request, inKind, givenTwice());
  if (cursor.atString) return cursor.readString();
  if (cursor.readNull()) return null;
  reportAt(cursor, request, inKind, notAString());
  cursor.skip();
  return null;
}

function readKind(cursor: Cursor, request: AdmissionRequest): void {
  if (request.kind != null) reportAt(cursor, request, false, givenTwice());
  if (!cursor.tryObject()) {
    reportAt(cursor, request, false, notAnObject());
    cursor.skip();
    return;
  }
  while (cursor.nextMemberOf(KIND_LENGTHS)) {
    if (cursor.keyIs('group'))
      request.group = readText(cursor, request, request.group, true);
    else if (cursor.keyIs('kind'))
      request.kind = readText(cursor, request, request.kind, true);
    else cursor.skip();
  }
}

/** Reads the object; that of a built-in kind is walked. */
function readObject(cursor: Cursor, request: AdmissionRequest): void {
  if (request.object != 0) reportAt(cursor, request, false, givenTwice());
  const group = request.group;
  const kind = request.kind;
  let path = EMPTY;
  if (group != null && kind != null) path = podSpecPath(group, kind);
  if (cursor.readNull()) return;
  request.object = cursor.position;
  if (path.len == 0) cursor.skip();
  else request.spec = locateImages(cursor, path, false);
  request.objectEnd = cursor.position;
}
