// SPDX-License-Identifier: Apache-2.0

/** What users create, as their manifests say it. */
import type { Draft } from './api-server.js';
import type { JobSpec, Kind, PodTemplate, Strategy, Texts } from './objects.js';

export const ROLLING: Strategy = {
  type: 'RollingUpdate',
  rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' },
};

/** Containers `c0`, `c1`, ... of these images. */
export function template(
  name: string,
  images: readonly string[],
  restartPolicy = 'Always',
): PodTemplate {
  return {
    metadata: { labels: labelsOf(name) },
    spec: {
      containers: images.map((image, index) => ({ name: `c${index}`, image })),
      restartPolicy,
    },
  };
}

export function deployment(
  name: string,
  images: readonly string[],
  replicas = 3,
  strategy: Strategy = ROLLING,
): Draft<'Deployment'> {
  return {
    kind: 'Deployment',
    metadata: { name },
    spec: {
      ...workload(name, images),
      replicas,
      strategy,
      revisionHistoryLimit: 10,
    },
  };
}

function replicaSet(
  name: string,
  images: readonly string[],
  replicas = 2,
): Draft<'ReplicaSet'> {
  const metadata = { name, labels: labelsOf(name) };
  return {
    kind: 'ReplicaSet',
    metadata,
    spec: { ...workload(name, images), replicas },
  };
}

export function statefulSet(
  name: string,
  images: readonly string[],
  replicas = 3,
): Draft<'StatefulSet'> {
  return {
    kind: 'StatefulSet',
    metadata: { name },
    spec: { ...workload(name, images), replicas, revisionHistoryLimit: 10 },
  };
}

export function daemonSet(
  name: string,
  images: readonly string[],
): Draft<'DaemonSet'> {
  return {
    kind: 'DaemonSet',
    metadata: { name },
    spec: {
      ...workload(name, images),
      updateStrategy: { rollingUpdate: { maxUnavailable: 1 } },
      revisionHistoryLimit: 10,
    },
  };
}

export function job(
  name: string,
  images: readonly string[],
  completions = 2,
): Draft<'Job'> {
  return {
    kind: 'Job',
    metadata: { name },
    spec: jobSpec(name, images, completions),
  };
}

export function cronJob(
  name: string,
  images: readonly string[],
): Draft<'CronJob'> {
  return {
    kind: 'CronJob',
    metadata: { name },
    spec: {
      schedule: '0 * * * *',
      concurrencyPolicy: 'Forbid',
      successfulJobsHistoryLimit: 3,
      jobTemplate: { spec: jobSpec(name, images, 1) },
    },
  };
}

export function pod(name: string, images: readonly string[]): Draft<'Pod'> {
  return { kind: 'Pod', metadata: { name }, spec: template(name, images).spec };
}

/** A maker for each kind that users create. */
export const MAKERS: Readonly<
  Partial<
    Record<Kind, (name: string, images: readonly string[]) => Draft<Kind>>
  >
> = {
  Deployment: deployment,
  ReplicaSet: replicaSet,
  StatefulSet: statefulSet,
  DaemonSet: daemonSet,
  Job: job,
  CronJob: cronJob,
  Pod: pod,
};

function labelsOf(name: string): Texts {
  return { app: name };
}

function workload(
  name: string,
  images: readonly string[],
): { selector: { matchLabels: Texts }; template: PodTemplate } {
  return {
    selector: { matchLabels: labelsOf(name) },
    template: template(name, images),
  };
}

function jobSpec(
  name: string,
  images: readonly string[],
  completions: number,
): JobSpec {
  return {
    parallelism: 2,
    completions,
    template: template(name, images, 'Never'),
  };
}
