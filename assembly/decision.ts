// SPDX-License-Identifier: Apache-2.0
import {
  accept,
  Level,
  log,
  reject,
} from '@kubewarden/policy-sdk-assemblyscript';
import {
  ascii,
  Cursor,
  EMPTY,
  fill,
  Slice,
  Writer,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { podSpecPath } from './workloads/kinds';
import { locateDeclared, pathOf, PodSpecPath } from './workloads/declared';
import { startsNothing } from './workloads/starts-nothing';
import { markUnchanged } from './workloads/unchanged';
import { pinImages } from './pin';
import { AdmissionRequest } from './request';
import { DigestMutation, Settings } from './settings/settings';
import { Code, codeName } from './rejections/code';
import { oneLine } from './rejections/one-line';
import { Rejection } from './rejections/rejection';
import { verifyImages } from './verify/images';

/** Names are longer only to hide what is said behind them. */
const NAME_BYTES = 256;

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
  if (operation == null) return lacks(ascii('operation'));
  if (kind == null) return lacks(ascii('kind.kind'));
  if (group == null) return lacks(ascii('kind.group'));
  const path = podSpecPath(group, kind);
  const declared =
    path.len > 0
      ? new PodSpecPath(group, kind, path, false)
      : pathOf(settings.podSpecPaths, group, kind);
  if (declared == null) return decideUnknown(group, kind, settings);
  const object = request.object;
  if (object == 0) return refuseObject(request, ascii('object is missing'));
  let spec = request.spec;
  if (spec == null) spec = locateDeclared(declared, object, end);
  const problem = spec.problem;
  if (problem != null) return refuseObject(request, problem);
  const oldObject = request.oldObject;
  if (oldObject != 0 && operation.is('UPDATE')) {
    const before = locateDeclared(declared, oldObject, end);
    // An old object that cannot be read leaves every image changed.
    const changed = before.problem != null || markUnchanged(spec, before);
    if (!changed && (startsNothing(spec, before) || spec.isTerminating))
      return accept();
  }
  const rejection = new Rejection();
  verifyImages(spec, settings, rejection, end);
  if (rejection.count > 0)
    return refuse(request, rejection.message(), rejection.auditText);
  const mutation = settings.digestMutation;
  // That of a Pod alone is its member `spec`.
  const mutates = path.is('spec')
    ? mutation != DigestMutation.None
    : mutation == DigestMutation.All && !spec.hasController;
  return pinImages(object, request.objectEnd, spec, mutates);
}

/** Refuses a request without a key. */
function lacks(key: Slice): Slice {
  return malformed(fill(': request.%1 is missing', key, EMPTY));
}

/** Refuses a request that cannot be understood; `why` begins with a colon. */
export function malformed(why: Slice): Slice {
  const text = fill('The validation request is malformed%1', why, EMPTY);
  return reject(withCode(text, Code.RequestMalformed));
}

function decideUnknown(group: Slice, kind: Slice, settings: Settings): Slice {
  const text = fill(
    'no images are looked for in objects of kind %1 of API group "%2"',
    oneLine(kind, NAME_BYTES),
    oneLine(group, NAME_BYTES),
  );
  log(Level.Info, text);
  return settings.rejectUnknownResources
    ? reject(withCode(text, Code.KindUnknown))
    : accept();
}

/** Refuses an object that cannot be understood. */
function refuseObject(request: AdmissionRequest, problem: Slice): Slice {
  const code = Code.ObjectMalformed;
  const text = withCode(oneLine(problem, NAME_BYTES), code);
  return refuse(request, text, codeName(code));
}

/** Refuses an object; `audit` says so to those who count. */
function refuse(request: AdmissionRequest, why: Slice, audit: Slice): Slice {
  const name = request.name;
  const text = fill(
    'Resource {%1 }is not accepted: %2',
    name == null ? EMPTY : oneLine(name, NAME_BYTES),
    why,
  );
  return new Writer(512)
    .literal('{"accepted":false,"message":')
    .quoted(text)
    .literal(',"audit_annotations":{"rejected-images":')
    .quoted(audit)
    .literal('}}')
    .slice();
}

/** A text with its code in brackets. */
export function withCode(text: Slice, code: Code): Slice {
  return fill('%1 [%2]', text, codeName(code));
}
