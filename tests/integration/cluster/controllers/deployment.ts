// SPDX-License-Identifier: Apache-2.0

/**
 * Rollouts of Deployments.
 *
 * @see kubernetes/kubernetes pkg/controller/deployment/deployment_controller.go,
 *   syncDeployment; rolling.go, rolloutRolling; recreate.go, rolloutRecreate;
 *   sync.go, cleanupDeployment, syncDeploymentStatus
 */
import type { ApiServer } from '../api-server.js';
import type { Snapshot } from '../snapshot.js';
import {
  byAge,
  controllerOf,
  type Deployment,
  type ReplicaSet,
} from '../objects.js';
import {
  claim,
  deleteIfThere,
  isActive,
  type Controller,
} from './controller.js';
import {
  createReplicaSet,
  numberRevision,
  revisionsOf,
} from './deployment-revision.js';
import {
  availableOf,
  isScalingEvent,
  maxUnavailable,
  newReplicas,
  replicasOf,
  resize,
  scale,
} from './deployment-size.js';

export const deployments: Controller<'Deployment'> = {
  kind: 'Deployment',

  sync(deployment, view, api) {
    const { selector, strategy } = deployment.spec;
    const sets = claim(deployment, selector, 'ReplicaSet', view, api);
    const revisions = revisionsOf(deployment, sets);
    const { old } = revisions;
    if (deployment.metadata.deletionTimestamp !== undefined)
      return report(deployment, sets, revisions.current, api);
    let current = numberRevision(deployment, revisions, api);
    if (isScalingEvent(deployment, sets)) {
      scale(deployment, current, old, api);
      cleanUp(deployment, old, api);
      return report(deployment, sets, current, api);
    }
    if (strategy.type === 'Recreate') {
      const active = old.filter(({ spec }) => spec.replicas > 0);
      for (const set of active) resize(set, 0, deployment, api);
      if (active.length > 0 || hasPods(old, view))
        return report(deployment, sets, current, api);
    }
    current ??= createReplicaSet(deployment, old, view, api);
    const all = [...old, current];
    if (!reconcile(deployment, current, old, api))
      cleanUp(deployment, old, api);
    report(deployment, all, current, api);
  },
};

/** Whether Pods of these ReplicaSets still run, or end. */
function hasPods(sets: readonly ReplicaSet[], view: Snapshot): boolean {
  const uids = new Set(sets.map(({ metadata }) => metadata.uid));
  return view
    .list('Pod')
    .some(
      (pod) =>
        uids.has(controllerOf(pod)?.uid ?? '') &&
        (isActive(pod) || pod.metadata.deletionTimestamp !== undefined),
    );
}

/** One step of a rollout; whether anything was resized. */
function reconcile(
  deployment: Deployment,
  current: ReplicaSet,
  old: readonly ReplicaSet[],
  api: ApiServer,
): boolean {
  const { replicas } = deployment.spec;
  const all = [...old, current];
  const wanted =
    current.spec.replicas > replicas
      ? replicas
      : newReplicas(deployment, all, current.spec.replicas);
  if (resize(current, wanted, deployment, api)) return true;
  return shrinkOld(deployment, current, old, api);
}

/** Takes from the old ReplicaSets first what does not serve, then the rest. */
function shrinkOld(
  deployment: Deployment,
  current: ReplicaSet,
  old: readonly ReplicaSet[],
  api: ApiServer,
): boolean {
  const active = old.filter(({ spec }) => spec.replicas > 0).sort(byAge);
  if (active.length === 0) return false;
  const minAvailable = deployment.spec.replicas - maxUnavailable(deployment);
  const unavailable =
    current.spec.replicas - (current.status.availableReplicas ?? 0);
  let room = replicasOf(active) + current.spec.replicas - minAvailable;
  room -= unavailable;
  if (room <= 0) return false;
  let spare = availableOf([...active, current]) - minAvailable;
  let shrunk = false;
  for (const set of active) {
    const { replicas } = set.spec;
    const broken = Math.max(0, replicas - (set.status.availableReplicas ?? 0));
    const unhealthy = Math.min(room, broken);
    const healthy = Math.min(replicas - unhealthy, Math.max(0, spare));
    if (resize(set, replicas - unhealthy - healthy, deployment, api))
      shrunk = true;
    room -= unhealthy;
    spare -= healthy;
  }
  return shrunk;
}

/** Deletes old ReplicaSets beyond the history's limit. */
function cleanUp(
  { spec }: Deployment,
  old: readonly ReplicaSet[],
  api: ApiServer,
): void {
  const spare = old.length - spec.revisionHistoryLimit;
  for (const set of [...old].sort(byAge).slice(0, Math.max(0, spare))) {
    const { status, metadata } = set;
    const isIdle =
      set.spec.replicas === 0 &&
      status.replicas === 0 &&
      status.observedGeneration === metadata.generation &&
      metadata.deletionTimestamp === undefined;
    if (isIdle) deleteIfThere(set, api);
  }
}

function report(
  deployment: Deployment,
  all: readonly ReplicaSet[],
  current: ReplicaSet | undefined,
  api: ApiServer,
): void {
  const { collisionCount } = deployment.status;
  const status = {
    observedGeneration: deployment.metadata.generation,
    replicas: all.reduce((sum, { status }) => sum + (status.replicas ?? 0), 0),
    updatedReplicas: current?.status.replicas ?? 0,
    availableReplicas: availableOf(all),
    ...(collisionCount !== undefined && { collisionCount }),
  };
  api.update({ ...deployment, status }, 'status');
}
