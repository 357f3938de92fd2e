// SPDX-License-Identifier: Apache-2.0

/**
 * Pods with ordinals, made, replaced and ended one after another (pod management
 * OrderedReady, rolling update without a partition).
 *
 * @see kubernetes/kubernetes
 *   pkg/controller/statefulset/stateful_set_control.go, updateStatefulSet,
 *   processReplica, processCondemned; stateful_set_utils.go,
 *   newVersionedStatefulSetPod, completeRollingUpdate
 */
import type { ApiServer } from '../api-server.js';
import type { ControllerRevision, Pod, StatefulSet } from '../objects.js';
import {
  attempt,
  claim,
  createPod,
  deleteIfThere,
  isActive,
  isReady,
  type Controller,
} from './controller.js';
import {
  currentRevision,
  historyOf,
  REVISION_LABEL,
  revisionOf,
  truncateHistory,
} from './controller-revisions.js';

export const statefulSets: Controller<'StatefulSet'> = {
  kind: 'StatefulSet',

  sync(set, view, api) {
    const pods = claim(set, set.spec.selector, 'Pod', view, api);
    const history = historyOf(set, view);
    const update = currentRevision(set, history, api);
    if (update === undefined) return;
    const failure = attempt(set, () => advance(set, pods, update, api));
    report(set, pods, update, api);
    const live = new Set([
      update.metadata.name,
      set.status.currentRevision ?? '',
      ...pods.map(revisionOf),
    ]);
    truncateHistory(set, history, live, api);
    if (failure !== undefined) throw failure;
  },
};

/** One step: the first thing to do ends it. */
function advance(
  set: StatefulSet,
  pods: readonly Pod[],
  update: ControllerRevision,
  api: ApiServer,
): void {
  const { replicas, template } = set.spec;
  for (let ordinal = 0; ordinal < replicas; ordinal++) {
    const pod = pods.find((item) => ordinalOf(item) === ordinal);
    if (pod === undefined) {
      const labels = { [REVISION_LABEL]: update.metadata.name };
      const name = `${set.metadata.name}-${ordinal}`;
      return createPod(set, template, { name, labels }, api);
    }
    // Each waits for all before it.
    if (!isActive(pod) || !isReady(pod)) return;
  }
  const descending = [...pods].sort((a, b) => ordinalOf(b) - ordinalOf(a));
  const condemned = descending.filter((pod) => ordinalOf(pod) >= replicas);
  for (const pod of condemned) {
    if (isActive(pod)) deleteIfThere(pod, api);
    return;
  }
  for (const pod of descending) {
    if (revisionOf(pod) !== update.metadata.name) {
      if (isActive(pod)) deleteIfThere(pod, api);
      return;
    }
    if (!isReady(pod)) return;
  }
}

function report(
  set: StatefulSet,
  pods: readonly Pod[],
  update: ControllerRevision,
  api: ApiServer,
): void {
  const { name } = update.metadata;
  const updated = pods.filter(
    (pod) => isActive(pod) && revisionOf(pod) === name,
  );
  const ready = pods.filter(isReady);
  const isComplete =
    updated.length === pods.length &&
    updated.length === set.spec.replicas &&
    ready.length === set.spec.replicas;
  const { collisionCount, currentRevision: before } = set.status;
  const status = {
    observedGeneration: set.metadata.generation,
    replicas: pods.length,
    readyReplicas: ready.length,
    updatedReplicas: updated.length,
    currentRevision: isComplete ? name : (before ?? name),
    updateRevision: name,
    ...(collisionCount !== undefined && { collisionCount }),
  };
  api.update({ ...set, status }, 'status');
}

function ordinalOf({ metadata }: Pod): number {
  return Number(metadata.name.slice(metadata.name.lastIndexOf('-') + 1));
}
