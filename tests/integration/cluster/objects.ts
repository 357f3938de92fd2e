// SPDX-License-Identifier: Apache-2.0

/**
 * The objects of the miniature cluster: of each kind what its controller and
 * the policy look at. They are never changed in place, only replaced.
 *
 * @see kubernetes/kubernetes staging/src/k8s.io/api
 */

export type Texts = Readonly<Record<string, string>>;

export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller: true;
  readonly blockOwnerDeletion: true;
}

export interface Metadata {
  /** Empty until the API server has made it of `generateName`. */
  readonly name: string;
  readonly generateName?: string;
  readonly namespace: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly generation: number;
  readonly creationTimestamp: string;
  readonly labels: Texts;
  readonly annotations: Texts;
  readonly ownerReferences: readonly OwnerReference[];
  readonly finalizers: readonly string[];
  readonly deletionTimestamp?: string;
  readonly deletionGracePeriodSeconds?: number;
}

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly imagePullPolicy?: string;
}

export interface PodSpec {
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly ephemeralContainers?: readonly Container[];
  readonly restartPolicy?: string;
  readonly terminationGracePeriodSeconds?: number;
  readonly nodeName?: string;
}

export interface PodTemplate {
  readonly metadata: { readonly labels: Texts; readonly annotations?: Texts };
  readonly spec: PodSpec;
}

export interface Selector {
  readonly matchLabels: Texts;
}

interface Common<K extends string> {
  readonly apiVersion: string;
  readonly kind: K;
  readonly metadata: Metadata;
}

export interface Pod extends Common<'Pod'> {
  readonly spec: PodSpec;
  readonly status: {
    readonly phase?: 'Running' | 'Succeeded';
  };
}

export interface ReplicaSet extends Common<'ReplicaSet'> {
  readonly spec: {
    readonly replicas: number;
    readonly selector: Selector;
    readonly template: PodTemplate;
  };
  readonly status: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly availableReplicas?: number;
    /** Message of the condition ReplicaFailure. */
    readonly failure?: string;
  };
}

export type Strategy =
  | { readonly type: 'Recreate' }
  | {
      readonly type: 'RollingUpdate';
      readonly rollingUpdate: {
        readonly maxSurge: number | string;
        readonly maxUnavailable: number | string;
      };
    };

export interface Deployment extends Common<'Deployment'> {
  readonly spec: {
    readonly replicas: number;
    readonly selector: Selector;
    readonly template: PodTemplate;
    readonly strategy: Strategy;
    readonly revisionHistoryLimit: number;
  };
  readonly status: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly updatedReplicas?: number;
    readonly availableReplicas?: number;
    readonly collisionCount?: number;
    /** Message of the condition Progressing with the reason ReplicaSetCreateError. */
    readonly failure?: string;
  };
}

export interface StatefulSet extends Common<'StatefulSet'> {
  readonly spec: {
    readonly replicas: number;
    readonly selector: Selector;
    readonly template: PodTemplate;
    readonly revisionHistoryLimit: number;
  };
  readonly status: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly readyReplicas?: number;
    readonly updatedReplicas?: number;
    readonly currentRevision?: string;
    readonly updateRevision?: string;
    readonly collisionCount?: number;
  };
}

export interface DaemonSet extends Common<'DaemonSet'> {
  readonly spec: {
    readonly selector: Selector;
    readonly template: PodTemplate;
    readonly updateStrategy: {
      readonly rollingUpdate: { readonly maxUnavailable: number };
    };
    readonly revisionHistoryLimit: number;
  };
  readonly status: {
    readonly observedGeneration?: number;
    readonly currentNumberScheduled?: number;
    readonly updatedNumberScheduled?: number;
    readonly numberAvailable?: number;
    readonly collisionCount?: number;
  };
}

export interface ControllerRevision extends Common<'ControllerRevision'> {
  readonly data: PodTemplate;
  readonly revision: number;
}

export interface JobSpec {
  readonly parallelism: number;
  readonly completions: number;
  readonly selector?: Selector;
  readonly template: PodTemplate;
}

export interface Job extends Common<'Job'> {
  readonly spec: JobSpec;
  readonly status: {
    readonly active?: number;
    readonly succeeded?: number;
    /** Pods that have ended and still carry the tracking finalizer. */
    readonly uncountedTerminatedPods?: readonly string[];
    readonly complete?: boolean;
  };
}

export interface CronJob extends Common<'CronJob'> {
  readonly spec: {
    readonly schedule: string;
    readonly concurrencyPolicy: 'Allow' | 'Forbid' | 'Replace';
    readonly successfulJobsHistoryLimit: number;
    readonly jobTemplate: {
      readonly metadata?: { readonly labels?: Texts };
      readonly spec: JobSpec;
    };
  };
  readonly status: {
    readonly lastScheduleTime?: number;
    readonly active?: readonly string[];
  };
}

export interface KindMap {
  readonly Pod: Pod;
  readonly ReplicaSet: ReplicaSet;
  readonly Deployment: Deployment;
  readonly StatefulSet: StatefulSet;
  readonly DaemonSet: DaemonSet;
  readonly ControllerRevision: ControllerRevision;
  readonly Job: Job;
  readonly CronJob: CronJob;
}

export type Kind = keyof KindMap;
export type AnyObject = KindMap[Kind];

/** Where each kind is served. */
export const RESOURCES: Readonly<
  Record<Kind, { group: string; version: string; resource: string }>
> = {
  Pod: { group: '', version: 'v1', resource: 'pods' },
  ReplicaSet: { group: 'apps', version: 'v1', resource: 'replicasets' },
  Deployment: { group: 'apps', version: 'v1', resource: 'deployments' },
  StatefulSet: { group: 'apps', version: 'v1', resource: 'statefulsets' },
  DaemonSet: { group: 'apps', version: 'v1', resource: 'daemonsets' },
  ControllerRevision: {
    group: 'apps',
    version: 'v1',
    resource: 'controllerrevisions',
  },
  Job: { group: 'batch', version: 'v1', resource: 'jobs' },
  CronJob: { group: 'batch', version: 'v1', resource: 'cronjobs' },
};

/** `apps/v1`, or `v1` in the core group. */
export function apiVersionOf(kind: Kind): string {
  const { group, version } = RESOURCES[kind];
  return group === '' ? version : `${group}/${version}`;
}

/** The owner that is the object's controller. */
export function controllerOf(object: AnyObject): OwnerReference | undefined {
  return object.metadata.ownerReferences.find((owner) => owner.controller);
}

/** A reference that makes `owner` the controller. */
export function controllerReference(owner: AnyObject): OwnerReference {
  return {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name: owner.metadata.name,
    uid: owner.metadata.uid,
    controller: true,
    blockOwnerDeletion: true,
  };
}

/** The same object with some members of its metadata replaced. */
export function withMetadata<T extends AnyObject>(
  object: T,
  changes: Partial<Metadata>,
): T {
  return { ...object, metadata: { ...object.metadata, ...changes } };
}

/** The pod template of a workload. */
export function templateOf(object: AnyObject): PodTemplate | undefined {
  switch (object.kind) {
    case 'Pod':
      return undefined;
    case 'ControllerRevision':
      return object.data;
    case 'CronJob':
      return object.spec.jobTemplate.spec.template;
    default:
      return object.spec.template;
  }
}

/** Every image of an object. */
export function imagesOf(object: AnyObject): string[] {
  const spec = object.kind === 'Pod' ? object.spec : templateOf(object)?.spec;
  return [
    ...(spec?.containers ?? []),
    ...(spec?.initContainers ?? []),
    ...(spec?.ephemeralContainers ?? []),
  ].map(({ image }) => image);
}

/** Whether a selector matches labels. */
export function matches({ matchLabels }: Selector, labels: Texts): boolean {
  return Object.entries(matchLabels).every(
    ([key, value]) => labels[key] === value,
  );
}

/** Sorts by age, the oldest first, and by name. */
export function byAge(a: AnyObject, b: AnyObject): number {
  const { creationTimestamp: since, name } = a.metadata;
  const other = b.metadata;
  if (since !== other.creationTimestamp)
    return since < other.creationTimestamp ? -1 : 1;
  return name < other.name ? -1 : 1;
}
