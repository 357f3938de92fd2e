// SPDX-License-Identifier: Apache-2.0
import {
  Cursor,
  Kind,
  Slice,
  Writer,
} from '@kubewarden/policy-sdk-assemblyscript';
import { ascii } from '@kubewarden/policy-sdk-assemblyscript/assembly/bytes/literal';
import { podSpecPath } from './images/kinds';
import { locateImages } from './images/locate';
import { PodSpec } from './images/pod-spec';

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
  /** The object as it stands in the request; null when missing. */
  object: Slice | null;
  oldObject: Slice | null;
  /** Path of the pod spec for built-in kinds, null for others. */
  path: Slice | null;
  /** The images, once the object of a built-in kind has been read. */
  spec: PodSpec | null;
  /** A key of the request that is given twice or has the wrong type. */
  problem: Slice | null;

  constructor() {
    this.group = null;
    this.kind = null;
    this.operation = null;
    this.subResource = null;
    this.name = null;
    this.object = null;
    this.oldObject = null;
    this.path = null;
    this.spec = null;
    this.problem = null;
  }
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
  while (cursor.nextMember()) readMember(cursor, request);
  return request;
}

function readMember(cursor: Cursor, request: AdmissionRequest): void {
  // By length first: most members of a request do not matter here.
  switch (cursor.keyLen) {
    case 4:
      if (cursor.keyIs('kind')) return readKind(cursor, request);
      if (cursor.keyIs('name')) {
        request.name = readText(cursor, request, ascii('name'));
        return;
      }
      break;
    case 6:
      if (cursor.keyIs('object')) {
        once(request, request.object, ascii('object'));
        request.object = readObject(cursor, request);
        return;
      }
      break;
    case 9:
      if (cursor.keyIs('oldObject')) {
        once(request, request.oldObject, ascii('oldObject'));
        if (!cursor.readNull()) request.oldObject = cursor.readRaw();
        return;
      }
      if (cursor.keyIs('operation')) {
        once(request, request.operation, ascii('operation'));
        request.operation = readText(cursor, request, ascii('operation'));
        return;
      }
      break;
    case 11:
      if (cursor.keyIs('subResource')) {
        once(request, request.subResource, ascii('subResource'));
        request.subResource = readText(cursor, request, ascii('subResource'));
        return;
      }
      break;
  }
  cursor.skip();
}

function once(
  request: AdmissionRequest,
  known: Slice | null,
  key: Slice,
): void {
  if (known == null) return;
  request.problem = new Writer(64)
    .literal('request.')
    .slices(key)
    .literal(' is given twice')
    .slice();
}

function readText(
  cursor: Cursor,
  request: AdmissionRequest,
  key: Slice,
): Slice | null {
  if (cursor.readNull()) return null;
  if (cursor.atString) return cursor.readString();
  request.problem = new Writer(64)
    .literal('request.')
    .slices(key)
    .literal(' is no string')
    .slice();
  cursor.skip();
  return null;
}

function readKind(cursor: Cursor, request: AdmissionRequest): void {
  once(request, request.kind, ascii('kind'));
  if (cursor.kind != Kind.Object) {
    request.problem = ascii('request.kind is no object');
    cursor.skip();
    return;
  }
  cursor.enterObject();
  while (cursor.nextMember()) {
    if (cursor.keyIs('group')) {
      once(request, request.group, ascii('kind.group'));
      request.group = readText(cursor, request, ascii('kind.group'));
    } else if (cursor.keyIs('kind')) {
      once(request, request.kind, ascii('kind.kind'));
      request.kind = readText(cursor, request, ascii('kind.kind'));
    } else {
      cursor.skip();
    }
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
