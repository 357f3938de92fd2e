// SPDX-License-Identifier: Apache-2.0

/**
 * Deletes what has lost its owner, and cuts loose what is to survive it.
 *
 * @see kubernetes/kubernetes pkg/controller/garbagecollector/garbagecollector.go,
 *   attemptToDeleteItem, orphanDependents
 */
import { ORPHAN, type ApiServer } from './api-server.js';
import type { Snapshot } from './snapshot.js';
import { removeFinalizer, TRACKING } from './controllers/job.js';
import { withMetadata, type AnyObject } from './objects.js';

/** One round over everything; `attempt` does what is to be done. */
export function collectGarbage(
  view: Snapshot,
  api: ApiServer,
  attempt: (object: AnyObject, act: () => void) => void,
): void {
  const all = view.all();
  const uids = new Set(all.map(({ metadata }) => metadata.uid));
  for (const object of all) {
    const { finalizers, ownerReferences, deletionTimestamp } = object.metadata;
    if (finalizers.includes(ORPHAN)) {
      attempt(object, () => orphanDependents(object, all, api));
      continue;
    }
    const isLost =
      ownerReferences.length > 0 &&
      !ownerReferences.some(({ uid }) => uids.has(uid));
    if (!isLost) continue;
    if (object.kind === 'Pod' && finalizers.includes(TRACKING))
      attempt(object, () => removeFinalizer(object, api));
    if (deletionTimestamp === undefined)
      attempt(object, () => api.delete(object.kind, object.metadata.name));
  }
}

function orphanDependents(
  owner: AnyObject,
  all: readonly AnyObject[],
  api: ApiServer,
): void {
  const { uid } = owner.metadata;
  for (const object of all) {
    const { ownerReferences } = object.metadata;
    const others = ownerReferences.filter((item) => item.uid !== uid);
    if (others.length < ownerReferences.length)
      api.update(withMetadata(object, { ownerReferences: others }));
  }
  const finalizers = owner.metadata.finalizers.filter((x) => x !== ORPHAN);
  api.update(withMetadata(owner, { finalizers }));
}
