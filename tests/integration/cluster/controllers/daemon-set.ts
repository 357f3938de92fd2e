// SPDX-License-Identifier: Apache-2.0

/**
 * One Pod on each node.
 *
 * @see kubernetes/kubernetes pkg/controller/daemon/daemon_controller.go,
 *   podsShouldBeOnNode, syncNodes; pkg/controller/daemon/update.go,
 *   rollingUpdate
 */
import type { ApiServer } from '../api-server.js';
import type { DaemonSet, Pod } from '../objects.js';
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
import { slowStart } from './slow-start.js';

export const NODES = ['node-a', 'node-b', 'node-c'] as const;
/** Stands for the node affinity that ties a Pod to its node. */
const NODE_LABEL = 'node';

export const daemonSets: Controller<'DaemonSet'> = {
  kind: 'DaemonSet',

  sync(set, view, api) {
    const pods = claim(set, set.spec.selector, 'Pod', view, api);
    const history = historyOf(set, view);
    const revision = currentRevision(set, history, api);
    if (revision === undefined) return;
    const hash = revision.metadata.labels[REVISION_LABEL] ?? '';
    const failure = attempt(set, () => {
      createMissing(set, pods, hash, api);
      replaceOld(set, pods, hash, api);
    });
    const { collisionCount } = set.status;
    const status = {
      observedGeneration: set.metadata.generation,
      currentNumberScheduled: pods.length,
      updatedNumberScheduled: pods.filter((pod) => revisionOf(pod) === hash)
        .length,
      numberAvailable: pods.filter(isReady).length,
      ...(collisionCount !== undefined && { collisionCount }),
    };
    api.update({ ...set, status }, 'status');
    const live = new Set([
      revision.metadata.name,
      ...pods.map((pod) => `${set.metadata.name}-${revisionOf(pod)}`),
    ]);
    truncateHistory(set, history, live, api);
    if (failure !== undefined) throw failure;
  },
};

function createMissing(
  set: DaemonSet,
  pods: readonly Pod[],
  hash: string,
  api: ApiServer,
): void {
  const missing = NODES.filter(
    (node) => !pods.some((pod) => nodeOf(pod) === node),
  );
  slowStart(missing.length, (index) => {
    const labels = {
      [REVISION_LABEL]: hash,
      [NODE_LABEL]: missing[index] ?? '',
    };
    createPod(set, set.spec.template, { labels }, api);
  });
}

/** Ends old Pods: all that do not serve, and as many others as may lack. */
function replaceOld(
  set: DaemonSet,
  pods: readonly Pod[],
  hash: string,
  api: ApiServer,
): void {
  const { maxUnavailable } = set.spec.updateStrategy.rollingUpdate;
  const serves = (pod: Pod): boolean => isActive(pod) && isReady(pod);
  const served = new Set(pods.filter(serves).map(nodeOf));
  let lacking = NODES.length - served.size;
  const old = pods.filter((pod) => isActive(pod) && revisionOf(pod) !== hash);
  for (const pod of old.filter((item) => !serves(item)))
    deleteIfThere(pod, api);
  for (const pod of old.filter(serves)) {
    if (lacking >= maxUnavailable) break;
    deleteIfThere(pod, api);
    lacking++;
  }
}

function nodeOf({ metadata }: Pod): string {
  return metadata.labels[NODE_LABEL] ?? '';
}
