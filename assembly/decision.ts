// SPDX-License-Identifier: Apache-2.0
import { Cursor, Slice, Writer } from '@kubewarden/policy-sdk-assemblyscript';
import { ascii } from '@kubewarden/policy-sdk-assemblyscript/assembly/bytes/literal';
import {
  Level,
  log,
} from '@kubewarden/policy-sdk-assemblyscript/assembly/capabilities/tracing';
import {
  accept,
  reject,
} from '@kubewarden/policy-sdk-assemblyscript/assembly/responses/verdict';
import { isPod } from './images/kinds';
import { isTerminating, locateImages } from './images/locate';
import { PodSpec } from './images/pod-spec';
import { markUnchanged } from './images/unchanged';
import { pinImages } from './pin';
import { AdmissionRequest } from './request';
import { find } from './settings/pod-spec-paths';
import { DigestMutation, Settings } from './settings/settings';
import { Causes } from './verify/causes';
import { verifyImages } from './verify/images';

/** Decides about a request; `end` is where the payload ends. */
export function decide(
  request: AdmissionRequest,
  settings: Settings,
  end: usize,
): Slice {
  const operation = request.operation;
  const group = request.group;
  const kind = request.kind;
  if (operation == null || group == null || kind == null)
    return reject(
      ascii('The validation request is malformed: it has no operation or kind'),
    );
  let path = request.path;
  if (path == null) {
    const custom = find(settings.podSpecPaths, group, kind);
    if (custom == null) return decideUnknown(group, kind, settings);
    path = custom.path;
  }
  const object = request.object;
  if (object == null) return refuse(request, ascii('object is missing'));
  let spec = request.spec;
  if (spec == null) spec = locateImages(new Cursor(object.ptr, end), path);
  const problem = spec.problem;
  if (problem != null) return refuse(request, problem);
  if (operation.is('UPDATE')) {
    compareWithOld(request, spec, path, end);
    if (isTerminating(spec.metadata, end) && !hasChanged(spec)) return accept();
  }
  const causes = new Causes();
  verifyImages(spec, path, settings, causes, end);
  if (causes.count > 0) return refuse(request, causes.message());
  const mutates =
    settings.digestMutation == DigestMutation.All ||
    (settings.digestMutation == DigestMutation.PodsOnly && isPod(group, kind));
  return pinImages(object, spec, mutates);
}

/**
 * Whether a request can start no image: something is deleted, or only counted
 * or reported on.
 */
export function startsNoImage(request: AdmissionRequest): bool {
  const operation = request.operation;
  if (operation == null || request.group == null || request.kind == null)
    return false;
  if (operation.is('DELETE')) return true;
  const part = request.subResource;
  return part != null && (part.is('status') || part.is('scale'));
}

function decideUnknown(group: Slice, kind: Slice, settings: Settings): Slice {
  const text = new Writer(128)
    .literal('no images are looked for in objects of kind ')
    .slices(kind)
    .literal(' of API group "')
    .slices(group)
    .byte(0x22)
    .slice();
  log(Level.Info, text);
  return settings.rejectUnknownResources ? reject(text) : accept();
}

/** An update's old object that cannot be read leaves every image changed. */
function compareWithOld(
  request: AdmissionRequest,
  spec: PodSpec,
  path: Slice,
  end: usize,
): void {
  const oldObject = request.oldObject;
  if (oldObject == null) return;
  const before = locateImages(new Cursor(oldObject.ptr, end), path);
  if (before.problem == null) markUnchanged(spec, before);
}

function hasChanged(spec: PodSpec): bool {
  let rest = spec.first;
  while (rest != null) {
    const field = rest;
    rest = rest.next;
    if (field.changed) return true;
  }
  return false;
}

function refuse(request: AdmissionRequest, causes: Slice): Slice {
  const message = new Writer(512).literal('Resource ');
  const name = request.name;
  if (name != null) message.slices(name).byte(0x20);
  return reject(message.literal('is not accepted: ').slices(causes).slice());
}
