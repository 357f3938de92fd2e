// SPDX-License-Identifier: Apache-2.0

/**
 * The history of templates that StatefulSets and DaemonSets keep.
 *
 * @see kubernetes/kubernetes pkg/controller/history/controller_history.go;
 *   pkg/controller/statefulset/stateful_set_control.go,
 *   getStatefulSetRevisions, truncateHistory; pkg/controller/daemon/update.go,
 *   constructHistory, snapshot, cleanupHistory
 */
import type { ApiServer } from '../api-server.js';
import type { Snapshot } from '../snapshot.js';
import { isRefusal } from '../errors.js';
import { templateHash } from '../hash.js';
import {
  controllerOf,
  controllerReference,
  type ControllerRevision,
  type DaemonSet,
  type Pod,
  type StatefulSet,
} from '../objects.js';
import { wireText } from '../wire.js';
import { deleteIfThere } from './controller.js';

export const REVISION_LABEL = 'controller-revision-hash';

/** What the owner of a Pod has put down as its revision. */
export function revisionOf({ metadata }: Pod): string {
  return metadata.labels[REVISION_LABEL] ?? '';
}

/** The revisions of an owner, the oldest first. */
export function historyOf(
  owner: StatefulSet | DaemonSet,
  view: Snapshot,
): ControllerRevision[] {
  return view
    .list('ControllerRevision')
    .filter((item) => controllerOf(item)?.uid === owner.metadata.uid)
    .sort((a, b) => a.revision - b.revision);
}

/**
 * The revision of the owner's present template: found, moved to the end of the
 * history or created. Undefined when its name is taken by another one; the
 * owner's collision count is raised then, and the next attempt goes on.
 */
export function currentRevision(
  owner: StatefulSet | DaemonSet,
  history: readonly ControllerRevision[],
  api: ApiServer,
): ControllerRevision | undefined {
  const { template } = owner.spec;
  const text = wireText(template);
  const equal = history.filter((item) => wireText(item.data) === text).at(-1);
  const last = history.at(-1);
  const next = (last?.revision ?? 0) + 1;
  if (equal !== undefined)
    return equal === last ? equal : api.update({ ...equal, revision: next });
  const hash = templateHash(template, owner.status.collisionCount);
  const name = `${owner.metadata.name}-${hash}`;
  try {
    return api.create<'ControllerRevision'>({
      kind: 'ControllerRevision',
      metadata: {
        name,
        labels: { ...template.metadata.labels, [REVISION_LABEL]: hash },
        ownerReferences: [controllerReference(owner)],
      },
      data: template,
      revision: next,
    });
  } catch (error) {
    if (!isRefusal(error, 'AlreadyExists')) throw error;
    const other = api.get('ControllerRevision', name);
    if (wireText(other.data) === text) return other;
    const collisionCount = (owner.status.collisionCount ?? 0) + 1;
    const status = { ...owner.status, collisionCount };
    api.update({ ...owner, status } as StatefulSet | DaemonSet, 'status');
    return undefined;
  }
}

/** Deletes the oldest revisions that no Pod has, beyond the limit. */
export function truncateHistory(
  owner: StatefulSet | DaemonSet,
  history: readonly ControllerRevision[],
  live: ReadonlySet<string>,
  api: ApiServer,
): void {
  const idle = history.filter(({ metadata }) => !live.has(metadata.name));
  const spare = Math.max(0, idle.length - owner.spec.revisionHistoryLimit);
  for (const item of idle.slice(0, spare)) deleteIfThere(item, api);
}
