// SPDX-License-Identifier: Apache-2.0
import {
  accept,
  Level,
  log,
  reject,
} from '@kubewarden/policy-sdk-assemblyscript';
import {
  ascii,
  CharCode,
  Slice,
  Writer,
  Cursor,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { isPod, podSpecPath } from './workloads/kinds';
import { isDeclared, locateDeclared, PodSpecPath } from './workloads/declared';
import { startsNothing } from './workloads/starts-nothing';
import { markUnchanged } from './workloads/unchanged';
import { pinImages } from './pin';
import { AdmissionRequest } from './request';
import { DigestMutation, Settings } from './settings/settings';
import { Causes, writeName } from './verify/causes';
import { verifyImages } from './verify/images';

/**
 * Decides about a request, all of which has been read.
 *
 * @param payload - the cursor that has read it to the end
 */
export function decide(
  request: AdmissionRequest,
  settings: Settings,
  payload: Cursor,
): Slice {
  assert(ASC_NO_ASSERT || payload.finished);
  const end = payload.end;
  const operation = request.operation;
  const group = request.group;
  const kind = request.kind;
  if (operation == null)
    return malformed(ascii(': request.operation is missing'));
  if (kind == null) return malformed(ascii(': request.kind.kind is missing'));
  if (group == null) return malformed(ascii(': request.kind.group is missing'));
  let path = request.path;
  // Hosts tell the kind before the object.
  if (path == null || path.len == 0) path = podSpecPath(group, kind);
  let paths = settings.podSpecPaths;
  if (path.len > 0) paths = new PodSpecPath(group, kind, path, false);
  if (!isDeclared(paths, group, kind))
    return decideUnknown(group, kind, settings);
  const object = request.object;
  if (object == 0) return refuse(request, ascii('object is missing'));
  let spec = request.spec;
  if (spec == null) spec = locateDeclared(paths, group, kind, object, end);
  const causes = new Causes();
  const problem = spec.problem;
  if (problem != null) {
    causes.begin().slices(problem);
    causes.end();
    return refuse(request, causes.message());
  }
  const oldObject = request.oldObject;
  if (oldObject != 0 && operation.is('UPDATE')) {
    const before = locateDeclared(paths, group, kind, oldObject, end);
    // An old object that cannot be read leaves every image changed.
    const changed = before.problem != null || markUnchanged(spec, before);
    if (
      !changed &&
      (startsNothing(spec, before) || spec.metadata.isTerminating)
    )
      return accept();
  }
  verifyImages(spec, settings, causes, end);
  if (causes.count > 0) return refuse(request, causes.message());
  const mutation = settings.digestMutation;
  const mutates = isPod(group, kind)
    ? mutation != DigestMutation.None
    : mutation == DigestMutation.All && !spec.metadata.hasController;
  return pinImages(object, request.objectEnd, spec, mutates);
}

/** Refuses a request that cannot be understood; `why` begins with a colon. */
export function malformed(why: Slice): Slice {
  const message = new Writer(128).literal(
    'The validation request is malformed',
  );
  return reject(message.slices(why).slice());
}

function decideUnknown(group: Slice, kind: Slice, settings: Settings): Slice {
  const writer = new Writer(128).literal(
    'no images are looked for in objects of kind ',
  );
  writeName(writer, kind).literal(' of API group "');
  const text = writeName(writer, group).byte(CharCode.Quote).slice();
  log(Level.Info, text);
  return settings.rejectUnknownResources ? reject(text) : accept();
}

function refuse(request: AdmissionRequest, causes: Slice): Slice {
  const message = new Writer(512).literal('Resource ');
  const name = request.name;
  if (name != null) writeName(message, name).byte(CharCode.Space);
  return reject(message.literal('is not accepted: ').slices(causes).slice());
}
