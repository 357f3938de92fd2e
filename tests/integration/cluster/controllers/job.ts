// SPDX-License-Identifier: Apache-2.0

/**
 * Pods that run to their end. Each carries a finalizer until it is counted, so
 * that none is lost, and the Job's own Pods are ended with it.
 *
 * @see kubernetes/kubernetes pkg/controller/job/job_controller.go, syncJob,
 *   trackJobStatusAndRemoveFinalizers, manageJob, syncOrphanPod
 */
import type { ApiServer } from '../api-server.js';
import { controllerOf, withMetadata, type Job, type Pod } from '../objects.js';
import { attempt, createPod, isActive, type Controller } from './controller.js';
import { slowStart } from './slow-start.js';

export const TRACKING = 'batch.kubernetes.io/job-tracking';

export const jobs: Controller<'Job'> = {
  kind: 'Job',

  sync(job, view, api) {
    const pods = view
      .list('Pod')
      .filter((pod) => controllerOf(pod)?.uid === job.metadata.uid);
    const uncounted = job.status.uncountedTerminatedPods ?? [];
    const counted = count(job, pods, uncounted, api);
    const active = pods.filter(isActive).length;
    const { completions } = job.spec;
    const isDone = counted.succeeded >= completions;
    const failure = attempt(job, () => {
      if (!isDone) createMissing(job, active, counted.succeeded, api);
    });
    const status = {
      active,
      succeeded: counted.succeeded,
      uncountedTerminatedPods: counted.uncounted,
      ...(isDone && counted.uncounted.length === 0 && { complete: true }),
    };
    api.update({ ...job, status }, 'status');
    if (failure !== undefined) throw failure;
  },
};

/**
 * First an ended Pod is noted in the status, then its finalizer goes, then its
 * name leaves the status again: whatever fails between, it counts once.
 */
function count(
  job: Job,
  pods: readonly Pod[],
  uncounted: readonly string[],
  api: ApiServer,
): { readonly succeeded: number; readonly uncounted: readonly string[] } {
  const fresh: string[] = [];
  for (const pod of pods) {
    const { uid, finalizers } = pod.metadata;
    if (isActive(pod) || !finalizers.includes(TRACKING)) continue;
    if (uncounted.includes(uid)) removeFinalizer(pod, api);
    // One deleted before its end did not succeed, and is not waited for.
    else if (pod.status.phase === 'Succeeded') fresh.push(uid);
    else removeFinalizer(pod, api);
  }
  const succeeded = (job.status.succeeded ?? 0) + fresh.length;
  const held = uncounted.filter((uid) =>
    pods.some(
      ({ metadata }) =>
        metadata.uid === uid && metadata.finalizers.includes(TRACKING),
    ),
  );
  return { succeeded, uncounted: [...held, ...fresh] };
}

/** A Pod whose Job is gone is counted by nobody any more. */
export function removeFinalizer(pod: Pod, api: ApiServer): void {
  const finalizers = pod.metadata.finalizers.filter(
    (name) => name !== TRACKING,
  );
  api.update(withMetadata(pod, { finalizers }));
}

function createMissing(
  job: Job,
  active: number,
  succeeded: number,
  api: ApiServer,
): void {
  const { parallelism, completions, template } = job.spec;
  const wanted = Math.min(parallelism, completions - succeeded);
  slowStart(Math.max(0, wanted - active), () => {
    const labels = { 'batch.kubernetes.io/job-name': job.metadata.name };
    createPod(job, template, { labels, finalizers: [TRACKING] }, api);
  });
}
