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

  /** Finds the images of the object at `object`. */
  locate(object: usize, end: usize): PodSpec {
    const path = this.path;
    const found = locateImages(new Cursor(object, end), path, this.optional);
    // Whether the member it begins with says all about what objects run.
    const len = <i32>(segmentEnd(path.ptr, path.end) - path.ptr);
    const inSpec = new Slice(path.ptr, len).is('spec');
    if (!inSpec && !isBuiltIn(this.apiGroup, this.kind)) found.body = null;
    return found;
  }
}

/** The first of the paths that is about a group and kind; null for none. */
export function pathOf(
  paths: PodSpecPath | null,
  apiGroup: Slice,
  kind: Slice,
): PodSpecPath | null {
  let path = paths;
  while (
    path != null &&
    !(path.kind.equals(kind) && path.apiGroup.equals(apiGroup))
  )
    path = path.next;
  return path;
}

/**
 * Finds the images of the object at `object` under a path and all further ones
 * that are about its group and kind.
 */
export function locateDeclared(
  first: PodSpecPath,
  object: usize,
  end: usize,
): PodSpec {
  const all = first.locate(object, end);
  let rest = pathOf(first.next, first.apiGroup, first.kind);
  while (rest != null) {
    join(all, rest.locate(object, end));
    rest = pathOf(rest.next, first.apiGroup, first.kind);
  }
  return all;
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
