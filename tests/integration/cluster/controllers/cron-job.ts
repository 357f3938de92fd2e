// SPDX-License-Identifier: Apache-2.0

/**
 * A Job every time the schedule comes round. Here that is whenever the
 * cluster's clock strikes, whatever the schedule says.
 *
 * @see kubernetes/kubernetes pkg/controller/cronjob/cronjob_controllerv2.go,
 *   syncCronJob, cleanupFinishedJobs; utils.go, getJobFromTemplate2
 */
import type { ApiServer } from '../api-server.js';
import type { Snapshot } from '../snapshot.js';
import { isRefusal } from '../errors.js';
import {
  byAge,
  controllerOf,
  controllerReference,
  type CronJob,
  type Job,
} from '../objects.js';
import { deleteIfThere, type Controller } from './controller.js';

/** The controller of a cluster whose clock has struck `strikes()` times. */
export function cronJobs(strikes: () => number): Controller<'CronJob'> {
  return {
    kind: 'CronJob',

    sync(cron, view, api) {
      const own = ownJobs(cron, view);
      cleanUp(cron, own, api);
      const active = own.filter((job) => job.status.complete !== true);
      const now = strikes();
      const { lastScheduleTime = 0 } = cron.status;
      const isDue =
        lastScheduleTime < now && cron.metadata.deletionTimestamp === undefined;
      const started = isDue ? start(cron, active, now, api) : undefined;
      const status = {
        lastScheduleTime: isDue ? now : lastScheduleTime,
        active: [...active, ...(started ? [started] : [])].map(
          ({ metadata }) => metadata.name,
        ),
      };
      api.update({ ...cron, status }, 'status');
    },
  };
}

function ownJobs(cron: CronJob, view: Snapshot): Job[] {
  return view
    .list('Job')
    .filter((job) => controllerOf(job)?.uid === cron.metadata.uid);
}

/** Starts the Job of a time, unless the concurrency policy forbids it. */
function start(
  cron: CronJob,
  active: readonly Job[],
  time: number,
  api: ApiServer,
): Job | undefined {
  const { concurrencyPolicy, jobTemplate } = cron.spec;
  if (active.length > 0 && concurrencyPolicy === 'Forbid') return undefined;
  if (concurrencyPolicy === 'Replace')
    for (const job of active) deleteIfThere(job, api);
  const name = `${cron.metadata.name}-${time}`;
  try {
    return api.create<'Job'>({
      kind: 'Job',
      metadata: {
        name,
        labels: jobTemplate.metadata?.labels ?? {},
        ownerReferences: [controllerReference(cron)],
      },
      spec: jobTemplate.spec,
    });
  } catch (error) {
    if (!isRefusal(error, 'AlreadyExists')) throw error;
    return api.find('Job', name);
  }
}

function cleanUp({ spec }: CronJob, own: readonly Job[], api: ApiServer): void {
  const ended = own.filter((job) => job.status.complete === true).sort(byAge);
  const spare = ended.length - spec.successfulJobsHistoryLimit;
  for (const job of ended.slice(0, Math.max(0, spare))) {
    if (job.metadata.deletionTimestamp === undefined) deleteIfThere(job, api);
  }
}
