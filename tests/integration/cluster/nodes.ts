// SPDX-License-Identifier: Apache-2.0

/** The scheduler and the kubelets: Pods get nodes, run, end and go. */
import type { ApiServer } from './api-server.js';
import type { Snapshot } from './snapshot.js';
import { NODES } from './controllers/daemon-set.js';
import type { Pod } from './objects.js';

/** Takes every Pod one step further; `attempt` does what is to be done. */
export function runPods(
  view: Snapshot,
  api: ApiServer,
  attempt: (pod: Pod, act: () => void) => void,
): void {
  view.list('Pod').forEach((pod, index) => {
    const act = nextStep(pod, NODES[index % NODES.length] ?? '', api);
    if (act !== undefined) attempt(pod, act);
  });
}

function nextStep(
  pod: Pod,
  node: string,
  api: ApiServer,
): (() => void) | undefined {
  const { name, deletionTimestamp, deletionGracePeriodSeconds } = pod.metadata;
  const { nodeName, restartPolicy } = pod.spec;
  const { phase } = pod.status;
  const become = (status: Pod['status']) => () => {
    api.update({ ...pod, status }, 'status');
  };
  if (deletionTimestamp !== undefined)
    return deletionGracePeriodSeconds === 0
      ? undefined
      : () => api.delete('Pod', name, { gracePeriodSeconds: 0 });
  if (nodeName === undefined) return () => api.bind(pod, node);
  if (phase === undefined) return become({ phase: 'Running' });
  if (phase === 'Running' && restartPolicy !== 'Always')
    return become({ phase: 'Succeeded' });
  return undefined;
}
