// SPDX-License-Identifier: Apache-2.0
import {
  Cursor,
  EMPTY,
  Slice,
  Writer,
} from '@kubewarden/policy-sdk-assemblyscript';
import { podSpecPath } from './images/kinds';
import { locateImages } from './images/locate';
import { PodSpec } from './images/pod-spec';
import { zeroed } from './zeroed';
import { givenTwice, noObject, noString } from './texts';

/** Lengths of the keys that matter, from `kind` to `subResource`. */
const LENGTHS: u32 = (1 << 4) | (1 << 6) | (1 << 9) | (1 << 11);
/** Lengths of `kind` and `group`. */
const KIND_LENGTHS: u32 = (1 << 4) | (1 << 5);
/** `kind` as a little-endian integer. */
const KIND: u32 = 0x646e696b;

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
  /** Path of the pod spec for built-in kinds, empty for others. */
  path: Slice | null;
  /** The images, once the object of a built-in kind has been read. */
  spec: PodSpec | null;
  /** A key of the request that is given twice or has the wrong type. */
  problem: Slice | null;
  /**
   * Whether the request can start no image: something is deleted, or only
   * counted or reported on.
   */
  startsNoImage: bool;
}

/**
 * Reads the request at the cursor in one pass. Hosts send keys in alphabetical
 * order, `kind` before `object`, so the object of a built-in kind is walked
 * right where it stands; in any other order it is passed over and walked later.
 */
export function readRequest(cursor: Cursor): AdmissionRequest {
  const request = zeroed<AdmissionRequest>();
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
  const key = cursor.key;
  let field: usize = 0;
  // By length first: most members of a request do not matter here.
  switch (cursor.keyLen) {
    case 4:
      if (load<u32>(key) == KIND) return readKind(cursor, request);
      if (load<u32>(key) == 0x656d616e /* name */) {
        request.name = null; // it is only told: the last one counts
        field = offsetof<AdmissionRequest>('name');
      }
      break;
    case 6:
      if (cursor.keyIs('object')) field = offsetof<AdmissionRequest>('object');
      break;
    case 9:
      // Most requests have a namespace.
      if (load<u8>(key) != 0x6f /* o */) break;
      if (cursor.keyIs('oldObject'))
        field = offsetof<AdmissionRequest>('oldObject');
      else if (cursor.keyIs('operation'))
        field = offsetof<AdmissionRequest>('operation');
      break;
    case 11:
      if (cursor.keyIs('subResource'))
        field = offsetof<AdmissionRequest>('subResource');
      break;
  }
  if (field == 0) cursor.skip();
  else if (field < offsetof<AdmissionRequest>('object'))
    readText(cursor, request, field, false);
  else readObject(cursor, request, field);
}

/** Objects when the member at the cursor, whose field is set, is given again. */
function once(
  cursor: Cursor,
  request: AdmissionRequest,
  field: usize,
  inKind: bool,
): void {
  if (load<usize>(changetype<usize>(request) + field) != 0)
    blame(cursor, request, inKind, givenTwice());
}

/** Notes what is wrong with the member at the cursor. */
function blame(
  cursor: Cursor,
  request: AdmissionRequest,
  inKind: bool,
  text: Slice,
): void {
  const problem = new Writer(64).literal(': request.');
  if (inKind) problem.literal('kind.');
  request.problem = problem
    .raw(cursor.key, cursor.keyLen)
    .byte(0x20)
    .slices(text)
    .slice();
}

/** Reads a text into the field at an offset; null is no text. */
function readText(
  cursor: Cursor,
  request: AdmissionRequest,
  field: usize,
  inKind: bool,
): void {
  once(cursor, request, field, inKind);
  let text: Slice | null = null;
  if (cursor.atString) {
    text = cursor.readString();
  } else if (!cursor.readNull()) {
    blame(cursor, request, inKind, noString());
    cursor.skip();
  }
  store<Slice | null>(changetype<usize>(request) + field, text);
}

function readKind(cursor: Cursor, request: AdmissionRequest): void {
  once(cursor, request, offsetof<AdmissionRequest>('kind'), false);
  if (!cursor.tryObject()) {
    blame(cursor, request, false, noObject());
    cursor.skip();
    return;
  }
  while (cursor.nextMemberOf(KIND_LENGTHS)) {
    const len = cursor.keyLen;
    if (len == 5 && cursor.keyIs('group'))
      readText(cursor, request, offsetof<AdmissionRequest>('group'), true);
    else if (len == 4 && load<u32>(cursor.key) == KIND)
      readText(cursor, request, offsetof<AdmissionRequest>('kind'), true);
    else cursor.skip();
  }
}

/**
 * Notes in the field at an offset where an object stands; null is none. The
 * object of a built-in kind is walked.
 */
function readObject(
  cursor: Cursor,
  request: AdmissionRequest,
  field: usize,
): void {
  once(cursor, request, field, false);
  if (cursor.readNull()) return;
  store<usize>(changetype<usize>(request) + field, cursor.position);
  if (field != offsetof<AdmissionRequest>('object')) {
    cursor.skip();
    return;
  }
  const group = request.group;
  const kind = request.kind;
  let path = EMPTY;
  if (group != null && kind != null) path = podSpecPath(group, kind);
  request.path = path;
  if (path.len == 0) cursor.skip();
  else request.spec = locateImages(cursor, path);
  request.objectEnd = cursor.position;
}
