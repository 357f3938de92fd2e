// SPDX-License-Identifier: Apache-2.0

/**
 * How many replicas each ReplicaSet of a Deployment has, and changes of it.
 *
 * @see kubernetes/kubernetes
 *   pkg/controller/deployment/util/deployment_util.go, ResolveFenceposts,
 *   NewRSNewReplicas, SetReplicasAnnotations, GetReplicaSetProportion;
 *   pkg/controller/deployment/sync.go, scale, scaleReplicaSet
 */
import type { ApiServer } from '../api-server.js';
import {
  byAge,
  withMetadata,
  type Deployment,
  type ReplicaSet,
} from '../objects.js';

export const DESIRED = 'deployment.kubernetes.io/desired-replicas';
const MAX = 'deployment.kubernetes.io/max-replicas';

/** Replicas that a rollout may have beyond those wanted. */
function maxSurge({ spec }: Deployment): number {
  const { strategy, replicas } = spec;
  if (strategy.type === 'Recreate') return 0;
  return absolute(strategy.rollingUpdate.maxSurge, replicas, Math.ceil);
}

/** Replicas that a rollout may lack. */
export function maxUnavailable(deployment: Deployment): number {
  const { strategy, replicas } = deployment.spec;
  if (strategy.type === 'Recreate') return 0;
  const { maxUnavailable: limit } = strategy.rollingUpdate;
  const lacking = absolute(limit, replicas, Math.floor);
  // Both being 0, nothing could ever move.
  const moves = lacking === 0 && maxSurge(deployment) === 0 ? 1 : lacking;
  return Math.min(moves, replicas);
}

function absolute(
  limit: number | string,
  replicas: number,
  round: (value: number) => number,
): number {
  return typeof limit === 'number'
    ? limit
    : round((Number.parseInt(limit, 10) * replicas) / 100);
}

/** Sum of the replicas that ReplicaSets ask for. */
export function replicasOf(sets: readonly ReplicaSet[]): number {
  return sets.reduce((sum, { spec }) => sum + spec.replicas, 0);
}

/** Sum of the replicas that serve. */
export function availableOf(sets: readonly ReplicaSet[]): number {
  return sets.reduce(
    (sum, { status }) => sum + (status.availableReplicas ?? 0),
    0,
  );
}

/** Replicas the new ReplicaSet may have, as far as the surge allows. */
export function newReplicas(
  deployment: Deployment,
  all: readonly ReplicaSet[],
  current: number,
): number {
  const { replicas, strategy } = deployment.spec;
  if (strategy.type === 'Recreate') return replicas;
  const room = replicas + maxSurge(deployment) - replicasOf(all);
  if (room <= 0) return current;
  return current + Math.min(room, replicas - current);
}

/** Notes on a ReplicaSet the size that its Deployment has now. */
export function sizeAnnotations(deployment: Deployment): {
  readonly [DESIRED]: string;
  readonly [MAX]: string;
} {
  const { replicas } = deployment.spec;
  return {
    [DESIRED]: String(replicas),
    [MAX]: String(replicas + maxSurge(deployment)),
  };
}

/** Gives a ReplicaSet another size; does nothing when it has it. */
export function resize(
  set: ReplicaSet,
  replicas: number,
  deployment: Deployment,
  api: ApiServer,
): boolean {
  if (set.spec.replicas === replicas) return false;
  annotateAndResize(set, replicas, deployment, api);
  return true;
}

function annotateAndResize(
  set: ReplicaSet,
  replicas: number,
  deployment: Deployment,
  api: ApiServer,
): void {
  const annotations = {
    ...set.metadata.annotations,
    ...sizeAnnotations(deployment),
  };
  const spec = { ...set.spec, replicas };
  api.update(withMetadata({ ...set, spec }, { annotations }));
}

/** Whether the Deployment's size changed since its ReplicaSets were sized. */
export function isScalingEvent(
  deployment: Deployment,
  all: readonly ReplicaSet[],
): boolean {
  return all.some(({ spec, metadata }) => {
    const desired = metadata.annotations[DESIRED];
    return (
      spec.replicas > 0 &&
      desired !== undefined &&
      Number(desired) !== deployment.spec.replicas
    );
  });
}

/** Spreads a changed size over the ReplicaSets in proportion to theirs. */
export function scale(
  deployment: Deployment,
  current: ReplicaSet | undefined,
  old: readonly ReplicaSet[],
  api: ApiServer,
): void {
  const { replicas, strategy } = deployment.spec;
  const all = current === undefined ? old : [...old, current];
  const active = all.filter(({ spec }) => spec.replicas > 0);
  const only = active.length > 1 ? undefined : (active[0] ?? newest(all));
  if (only !== undefined) {
    resize(only, replicas, deployment, api);
    return;
  }
  if (current !== undefined && isSaturated(deployment, current)) {
    for (const set of old) resize(set, 0, deployment, api);
    return;
  }
  if (strategy.type === 'Recreate') return;
  const allowed = replicas > 0 ? replicas + maxSurge(deployment) : 0;
  scaleInProportion(deployment, active, allowed - replicasOf(active), api);
}

function newest(sets: readonly ReplicaSet[]): ReplicaSet | undefined {
  return [...sets].sort(byAge).at(-1);
}

function isSaturated({ spec }: Deployment, set: ReplicaSet): boolean {
  return (
    set.spec.replicas === spec.replicas &&
    set.metadata.annotations[DESIRED] === String(spec.replicas) &&
    set.status.availableReplicas === spec.replicas
  );
}

function scaleInProportion(
  deployment: Deployment,
  active: readonly ReplicaSet[],
  toAdd: number,
  api: ApiServer,
): void {
  // The larger first; of equal ones the newer grow and the older shrink first.
  const sets = [...active].sort(
    (a, b) =>
      b.spec.replicas - a.spec.replicas ||
      (toAdd > 0 ? byAge(b, a) : byAge(a, b)),
  );
  let added = 0;
  const sizes = sets.map((set) => {
    const share = proportion(set, deployment, toAdd, added);
    added += share;
    return set.spec.replicas + share;
  });
  sets.forEach((set, index) => {
    const leftover = index === 0 ? toAdd - added : 0;
    const size = Math.max(0, (sizes[index] ?? 0) + leftover);
    annotateAndResize(set, size, deployment, api);
  });
}

function proportion(
  set: ReplicaSet,
  deployment: Deployment,
  toAdd: number,
  added: number,
): number {
  const { replicas } = set.spec;
  if (replicas === 0 || toAdd === 0 || toAdd === added) return 0;
  const rest = toAdd - added;
  const share = fraction(set, deployment);
  return toAdd > 0 ? Math.min(share, rest) : Math.max(share, rest);
}

function fraction(set: ReplicaSet, deployment: Deployment): number {
  const { replicas } = set.spec;
  if (deployment.spec.replicas === 0) return -replicas;
  const whole = deployment.spec.replicas + maxSurge(deployment);
  const before = Number(
    set.metadata.annotations[MAX] ?? deployment.status.replicas ?? 0,
  );
  if (before === 0) return 0;
  return Math.round((replicas * whole) / before) - replicas;
}
