// SPDX-License-Identifier: Apache-2.0
import { Cursor, Slice } from '@kubewarden/policy-sdk-assemblyscript/core';
import { ImageField } from './field';
import { isBuiltIn } from './kinds';
import { locateImages } from './locate';
import { segmentEnd } from './place';
import { PodSpec } from './pod-spec';

/** Where a pod spec stands in objects of a group and kind, built in or not. */
@final
@unmanaged
export class PodSpecPath {
  next: PodSpecPath | null = null;

  constructor(
    /** The API group, empty for the core group. */
    public apiGroup: Slice,
    public kind: Slice,
    /** Keys joined by dots, such as `spec.template.spec`. */
    public path: Slice,
    /** Whether there may be nothing. */
    public optional: bool,
  ) {}

  isAbout(apiGroup: Slice, kind: Slice): bool {
    return this.kind.equals(kind) && this.apiGroup.equals(apiGroup);
  }

  /** Whether the member it begins with says all about what objects run. */
  get saysAll(): bool {
    const path = this.path;
    const len = <i32>(segmentEnd(path.ptr, path.end) - path.ptr);
    const inSpec = new Slice(path.ptr, len).is('spec');
    return inSpec || isBuiltIn(this.apiGroup, this.kind);
  }
}

/** Whether any of the paths is about a group and kind. */
export function isDeclared(
  paths: PodSpecPath | null,
  apiGroup: Slice,
  kind: Slice,
): bool {
  let rest = paths;
  while (rest != null) {
    if (rest.isAbout(apiGroup, kind)) return true;
    rest = rest.next;
  }
  return false;
}

/**
 * Finds the images of the object at `object` under all paths that are about
 * its group and kind; there must be one.
 */
export function locateDeclared(
  paths: PodSpecPath | null,
  apiGroup: Slice,
  kind: Slice,
  object: usize,
  end: usize,
): PodSpec {
  let all: PodSpec | null = null;
  let rest = paths;
  while (rest != null) {
    const path = rest;
    rest = rest.next;
    if (!path.isAbout(apiGroup, kind)) continue;
    const cursor = new Cursor(object, end);
    const found = locateImages(cursor, path.path, path.optional);
    if (!path.saysAll) found.body = null;
    if (all == null) all = found;
    else join(all, found);
  }
  return all!;
}

/** Adds what another path found: fields in the order of the document, once. */
function join(all: PodSpec, found: PodSpec): void {
  if (all.problem == null) all.problem = found.problem;
  if (found.body == null) all.body = null;
  let link = changetype<usize>(all) + offsetof<PodSpec>('first');
  let rest = found.first;
  while (rest != null) {
    const field = rest;
    rest = rest.next;
    let behind = load<ImageField | null>(link);
    while (behind != null && behind.closingQuote < field.closingQuote) {
      link = changetype<usize>(behind) + offsetof<ImageField>('next');
      behind = behind.next;
    }
    const isKnown =
      behind != null &&
      behind.closingQuote == field.closingQuote &&
      field.image != null;
    if (isKnown) continue;
    field.next = behind;
    store<ImageField>(link, field);
    link = changetype<usize>(field) + offsetof<ImageField>('next');
    all.count++;
  }
}
