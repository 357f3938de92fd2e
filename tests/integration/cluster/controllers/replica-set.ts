// SPDX-License-Identifier: Apache-2.0

/**
 * As many Pods as a ReplicaSet asks for.
 *
 * @see kubernetes/kubernetes pkg/controller/replicaset/replica_set.go,
 *   syncReplicaSet, manageReplicas; replica_set_utils.go, calculateStatus
 */
import type { ApiServer } from '../api-server.js';
import type { Pod, ReplicaSet } from '../objects.js';
import {
  attempt,
  claim,
  createPod,
  deleteIfThere,
  isActive,
  isReady,
  type Controller,
} from './controller.js';
import { slowStart } from './slow-start.js';

export const replicaSets: Controller<'ReplicaSet'> = {
  kind: 'ReplicaSet',

  sync(set, view, api) {
    const pods = claim(set, set.spec.selector, 'Pod', view, api).filter(
      isActive,
    );
    const failure = attempt(set, () => manageReplicas(set, pods, api));
    const status = {
      observedGeneration: set.metadata.generation,
      replicas: pods.length,
      availableReplicas: pods.filter(isReady).length,
      ...(failure && { failure: failure.message }),
    };
    api.update({ ...set, status }, 'status');
    if (failure !== undefined) throw failure;
  },
};

function manageReplicas(
  set: ReplicaSet,
  pods: readonly Pod[],
  api: ApiServer,
): void {
  const missing = set.spec.replicas - pods.length;
  if (missing > 0) {
    slowStart(missing, () => {
      createPod(set, set.spec.template, {}, api);
    });
  }
  // Those that do not serve go first, then the youngest.
  const order = [...pods].sort(
    (a, b) => Number(isReady(a)) - Number(isReady(b)) || 0,
  );
  for (const pod of order.slice(0, Math.max(0, -missing)))
    deleteIfThere(pod, api);
}
