// SPDX-License-Identifier: Apache-2.0

/** What every controller has in common. */
import type { ApiServer } from '../api-server.js';
import type { Snapshot } from '../snapshot.js';
import { ApiError, isRefusal } from '../errors.js';
import {
  controllerOf,
  controllerReference,
  matches,
  withMetadata,
  type AnyObject,
  type KindMap,
  type Pod,
  type PodTemplate,
  type Selector,
  type Texts,
} from '../objects.js';

/** Brings what there is closer to what an object of its kind asks for. */
export interface Controller<K extends keyof KindMap = keyof KindMap> {
  readonly kind: K;
  /**
   * Looks at one object. What it throws is tried again later.
   *
   * @param view the cluster as the controller's caches show it
   */
  sync(object: KindMap[K], view: Snapshot, api: ApiServer): void;
}

/**
 * The objects of a kind that an owner controls. Those that match its selector
 * and have no controller are adopted.
 *
 * @see kubernetes/kubernetes pkg/controller/controller_ref_manager.go
 */
export function claim<K extends 'Pod' | 'ReplicaSet'>(
  owner: AnyObject,
  selector: Selector,
  kind: K,
  view: Snapshot,
  api: ApiServer,
): KindMap[K][] {
  return view.list(kind).flatMap((object) => {
    const { labels, ownerReferences, deletionTimestamp } = object.metadata;
    const controller = controllerOf(object);
    if (controller !== undefined)
      return controller.uid === owner.metadata.uid ? [object] : [];
    const isWanted =
      owner.metadata.deletionTimestamp === undefined &&
      deletionTimestamp === undefined &&
      matches(selector, labels);
    if (!isWanted) return [];
    const reference = controllerReference(owner);
    const adopted = withMetadata<KindMap[K]>(object, {
      ownerReferences: [...ownerReferences, reference],
    });
    return [api.update(adopted)];
  });
}

/**
 * Works on the objects below an owner, unless that is about to end. What the
 * API server refuses is returned, to be thrown when the status is told.
 */
export function attempt(
  owner: AnyObject,
  work: () => void,
): ApiError | undefined {
  if (owner.metadata.deletionTimestamp !== undefined) return undefined;
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
}

/** Creates a Pod of a template, by default under a generated name. */
export function createPod(
  owner: AnyObject,
  template: PodTemplate,
  changes: { name?: string; labels?: Texts; finalizers?: readonly string[] },
  api: ApiServer,
): void {
  api.create<'Pod'>({
    kind: 'Pod',
    metadata: {
      ...(changes.name === undefined
        ? { generateName: `${owner.metadata.name}-` }
        : { name: changes.name }),
      labels: { ...template.metadata.labels, ...changes.labels },
      annotations: template.metadata.annotations ?? {},
      ownerReferences: [controllerReference(owner)],
      finalizers: changes.finalizers ?? [],
    },
    spec: template.spec,
  });
}

/** Deletes an object unless it is gone already. */
export function deleteIfThere(object: AnyObject, api: ApiServer): void {
  try {
    api.delete(object.kind, object.metadata.name);
  } catch (error) {
    if (!isRefusal(error, 'NotFound')) throw error;
  }
}

/**
 * Neither ended nor about to.
 *
 * @see kubernetes/kubernetes pkg/controller/controller_utils.go, IsPodActive
 */
export function isActive({ metadata, status }: Pod): boolean {
  return (
    status.phase !== 'Succeeded' && metadata.deletionTimestamp === undefined
  );
}

/** Whether a Pod serves: every running Pod of this cluster is ready at once. */
export function isReady({ status }: Pod): boolean {
  return status.phase === 'Running';
}
