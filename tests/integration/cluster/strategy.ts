// SPDX-License-Identifier: Apache-2.0

/**
 * What an update may change: a status request only the status, any other only
 * the rest; and what must never change.
 *
 * @see kubernetes/kubernetes pkg/registry/apps/deployment/strategy.go and its
 *   like for other kinds; pkg/apis/batch/validation/validation.go,
 *   ValidateJobUpdate; pkg/apis/core/validation/validation.go, ValidatePodUpdate
 */
import type { Subresource } from './api-server.js';
import { ApiError } from './errors.js';
import { withMetadata, type AnyObject, type Pod } from './objects.js';
import { wireText } from './wire.js';

/** What is stored of an accepted update. */
export function prepareForUpdate<T extends AnyObject>(
  object: T,
  old: T,
  subresource: Subresource,
): T {
  if (subresource === 'status')
    return { ...old, status: (object as { status?: object }).status };
  const { labels, annotations, ownerReferences, finalizers } = object.metadata;
  const { metadata } = withMetadata(old, {
    labels,
    annotations,
    ownerReferences,
    finalizers,
  });
  const next =
    'status' in old
      ? { ...object, metadata, status: old.status }
      : { ...object, metadata };
  if (!('spec' in next && 'spec' in old)) return next;
  if (wireText(next.spec) === wireText(old.spec)) return next;
  return withMetadata(next, { generation: metadata.generation + 1 });
}

/** Refuses changes of what is immutable. */
export function validateUpdate(
  object: AnyObject,
  old: AnyObject,
  subresource: Subresource,
): void {
  const same = (a: object | undefined, b: object | undefined): boolean =>
    wireText(a ?? {}) === wireText(b ?? {});
  const refuse = (field: string): never => {
    throw new ApiError('Invalid', `${field} is immutable`);
  };
  if (object.kind === 'Job' && old.kind === 'Job') {
    if (!same(object.spec.template, old.spec.template)) refuse('spec.template');
  }
  if (object.kind === 'Pod' && old.kind === 'Pod' && subresource === '') {
    if (!same(withoutImages(object), withoutImages(old))) refuse('spec');
  }
}

/** A Pod's spec without what may change. */
function withoutImages({ spec }: Pod): object {
  const plain = (containers: Pod['spec']['containers'] = []): object[] =>
    containers.map((container) => ({ ...container, image: '' }));
  return {
    ...spec,
    containers: plain(spec.containers),
    initContainers: plain(spec.initContainers),
  };
}
