// SPDX-License-Identifier: Apache-2.0

/**
 * The ReplicaSet of a Deployment's present template, made when there is none.
 *
 * @see kubernetes/kubernetes pkg/controller/deployment/sync.go,
 *   getNewReplicaSet; pkg/controller/deployment/util/deployment_util.go,
 *   FindNewReplicaSet, FindOldReplicaSets, SetNewReplicaSetAnnotations
 */
import type { ApiServer, Draft } from '../api-server.js';
import type { Snapshot } from '../snapshot.js';
import { ApiError, isRefusal } from '../errors.js';
import { templateHash } from '../hash.js';
import {
  byAge,
  controllerOf,
  controllerReference,
  withMetadata,
  type Deployment,
  type ReplicaSet,
} from '../objects.js';
import { HASH_LABEL, revisionText } from '../wire.js';
import { newReplicas, sizeAnnotations } from './deployment-size.js';

const REVISION = 'deployment.kubernetes.io/revision';

export interface Revisions {
  readonly current: ReplicaSet | undefined;
  readonly old: readonly ReplicaSet[];
}

/** Sorts out which ReplicaSet has the Deployment's template. */
export function revisionsOf(
  deployment: Deployment,
  sets: readonly ReplicaSet[],
): Revisions {
  const wanted = revisionText(deployment.spec.template);
  const current = [...sets]
    .sort(byAge)
    .find(({ spec }) => revisionText(spec.template) === wanted);
  return { current, old: sets.filter((set) => set !== current) };
}

/** Numbers the current revision behind all old ones. */
export function numberRevision(
  deployment: Deployment,
  { current, old }: Revisions,
  api: ApiServer,
): ReplicaSet | undefined {
  if (current === undefined) return undefined;
  const number = nextNumber(old);
  if (Number(current.metadata.annotations[REVISION] ?? 0) >= number)
    return current;
  const annotations = {
    ...current.metadata.annotations,
    ...ownAnnotations(deployment),
    [REVISION]: String(number),
  };
  return api.update(withMetadata(current, { annotations }));
}

function nextNumber(old: readonly ReplicaSet[]): number {
  const numbers = old.map(({ metadata }) =>
    Number(metadata.annotations[REVISION] ?? 0),
  );
  return Math.max(0, ...numbers) + 1;
}

/** The Deployment's annotations, but not what kubectl and this one note. */
function ownAnnotations({ metadata }: Deployment): Record<string, string> {
  return Object.fromEntries(
    Object.entries(metadata.annotations).filter(
      ([key]) => !key.startsWith('deployment.kubernetes.io/'),
    ),
  );
}

/** Creates the ReplicaSet of the present template. */
export function createReplicaSet(
  deployment: Deployment,
  old: readonly ReplicaSet[],
  view: Snapshot,
  api: ApiServer,
): ReplicaSet {
  const draft = newReplicaSet(deployment, old);
  try {
    return api.create(draft);
  } catch (error) {
    if (isRefusal(error, 'AlreadyExists'))
      return resolveCollision(deployment, draft.metadata.name, view, api);
    if (isRefusal(error, 'Denied')) {
      const status = { ...deployment.status, failure: error.message };
      api.update({ ...deployment, status }, 'status');
    }
    throw error;
  }
}

function newReplicaSet(
  deployment: Deployment,
  old: readonly ReplicaSet[],
): Draft<'ReplicaSet'> & { readonly metadata: { readonly name: string } } {
  const { template, selector } = deployment.spec;
  const hash = templateHash(template, deployment.status.collisionCount);
  const labels = { ...template.metadata.labels, [HASH_LABEL]: hash };
  return {
    kind: 'ReplicaSet',
    metadata: {
      name: `${deployment.metadata.name}-${hash}`,
      labels,
      annotations: {
        ...ownAnnotations(deployment),
        ...sizeAnnotations(deployment),
        [REVISION]: String(nextNumber(old)),
      },
      ownerReferences: [controllerReference(deployment)],
    },
    spec: {
      replicas: newReplicas(deployment, old, 0),
      selector: {
        matchLabels: { ...selector.matchLabels, [HASH_LABEL]: hash },
      },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
  };
}

/** The name is taken: by the very same revision, or the hash collides. */
function resolveCollision(
  deployment: Deployment,
  name: string,
  view: Snapshot,
  api: ApiServer,
): ReplicaSet {
  const other = view.find('ReplicaSet', name);
  if (other === undefined)
    throw new ApiError('NotFound', `${name} is not in the cache`);
  if (
    controllerOf(other)?.uid === deployment.metadata.uid &&
    revisionText(other.spec.template) === revisionText(deployment.spec.template)
  )
    return other;
  const collisionCount = (deployment.status.collisionCount ?? 0) + 1;
  const status = { ...deployment.status, collisionCount };
  api.update({ ...deployment, status }, 'status');
  throw new ApiError('AlreadyExists', `${name} already exists`);
}
