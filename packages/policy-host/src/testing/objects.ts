// SPDX-License-Identifier: Apache-2.0
import type { KubernetesObject } from './requests.js';

type Data = Readonly<Record<string, unknown>>;

/** Kinds that hold a template of pods in `spec.template`. */
const TEMPLATED = {
  DaemonSet: 'apps/v1',
  Deployment: 'apps/v1',
  Job: 'batch/v1',
  ReplicaSet: 'apps/v1',
  ReplicationController: 'v1',
  StatefulSet: 'apps/v1',
} as const;

/** The built-in kinds that hold a pod spec. */
export type WorkloadKind =
  'CronJob' | 'Pod' | 'PodTemplate' | keyof typeof TEMPLATED;

/** All of them, for tests that must hold for each. */
export const WORKLOAD_KINDS: readonly WorkloadKind[] = [
  'CronJob',
  'DaemonSet',
  'Deployment',
  'Job',
  'Pod',
  'PodTemplate',
  'ReplicaSet',
  'ReplicationController',
  'StatefulSet',
];

/** A Pod. */
export function pod(spec: Data, metadata: Data = {}): KubernetesObject {
  return workload('Pod', spec, metadata);
}

/**
 * An object of a built-in kind that holds this pod spec, wherever the kind
 * keeps it.
 */
export function workload(
  kind: WorkloadKind,
  spec: Data,
  metadata: Data = {},
): KubernetesObject {
  const template = { template: { spec } };
  switch (kind) {
    case 'Pod':
      return { apiVersion: 'v1', kind, metadata, spec };
    case 'PodTemplate':
      return { apiVersion: 'v1', kind, metadata, ...template };
    case 'CronJob':
      return {
        apiVersion: 'batch/v1',
        kind,
        metadata,
        spec: { jobTemplate: { spec: template } },
      };
    default:
      return { apiVersion: TEMPLATED[kind], kind, metadata, spec: template };
  }
}
