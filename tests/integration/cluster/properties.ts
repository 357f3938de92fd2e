// SPDX-License-Identifier: Apache-2.0

/** What must hold of every cluster under the policy, whatever users do. */
import type { StoreEvent } from './api-server.js';
import type { Cluster } from './cluster.js';
import { DESIRED } from './controllers/deployment-size.js';
import {
  controllerOf,
  imagesOf,
  type AnyObject,
  type Deployment,
  type ReplicaSet,
} from './objects.js';
import { isAllowed, isProtected } from './settings.js';
import { HASH_LABEL, revisionText } from './wire.js';

const PINNED = /@sha256:[0-9a-f]{64}$/;

/** Watches a cluster and notes everything that must not be. */
export class Properties {
  readonly #cluster: Cluster;
  /** What was seen while something happened. */
  readonly #seen = new Set<string>();
  /** The templates that each Deployment has had, by its uid. */
  readonly #revisions = new Map<string, Set<string>>();
  /** Pods that the policy let in and that it had to pin. */
  readonly #mustBePinned = new Set<string>();
  /** Pods that the policy let in. */
  podsAdmitted = 0;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
    cluster.api.watch((event) => this.#watch(event));
  }

  /** Everything that is wrong with the cluster, once it has settled. */
  violations(): string[] {
    const view = this.#cluster.api.snapshot();
    const sets = view.list('ReplicaSet');
    return [
      ...this.#seen,
      ...view
        .list('Deployment')
        .flatMap((deployment) => this.#ofDeployment(deployment, sets)),
      ...view
        .list('Pod')
        .filter(({ metadata }) => this.#mustBePinned.has(metadata.uid))
        .flatMap((pod) =>
          imagesOf(pod)
            .filter((image) => isProtected(image) && !PINNED.test(image))
            .map((image) => `Pod ${pod.metadata.name} runs ${image}`),
        ),
      ...view
        .list('StatefulSet')
        .flatMap((set) =>
          this.#unfinished(set, set.spec.replicas, set.status.updatedReplicas),
        ),
      ...view.list('DaemonSet').flatMap((set) => {
        const { updatedNumberScheduled } = set.status;
        return this.#unfinished(set, 3, updatedNumberScheduled);
      }),
      ...view
        .list('Job')
        .filter((job) => this.#mayFinish(job) && job.status.complete !== true)
        .map((job) => `Job ${job.metadata.name} does not end`),
    ];
  }

  #watch(event: StoreEvent): void {
    const { object, oldObject, operation } = event;
    if (operation === 'DELETE') return;
    if (object.kind === 'Deployment') this.#remember(object);
    if (object.kind === 'ReplicaSet') this.#rememberAdopted(object, oldObject);
    if ('status' in object && 'collisionCount' in object.status)
      this.#note(object, 'has a collisionCount');
    const changed =
      oldObject === undefined ||
      String(imagesOf(object)) !== String(imagesOf(oldObject));
    if (changed) this.#watchImages(event);
  }

  /** What starts must be signed now, and Pods pinned. */
  #watchImages({ object, oldObject, reviewed }: StoreEvent): void {
    const { settings, registry } = this.#cluster.admission;
    const pins = settings !== undefined && settings.digestMutation !== 'none';
    if (!pins) this.#mustBePinned.delete(object.metadata.uid);
    if (settings === undefined || object.kind === 'ControllerRevision') return;
    if (!reviewed) this.#note(object, 'was not shown to the policy');
    const before = new Set(oldObject && imagesOf(oldObject));
    const started = imagesOf(object).filter((image) => !before.has(image));
    for (const image of started)
      if (!isAllowed(image, settings, registry))
        this.#note(object, `starts ${image}, which is not signed`);
    if (object.kind !== 'Pod') return;
    if (oldObject === undefined) {
      this.podsAdmitted++;
      if (pins) this.#mustBePinned.add(object.metadata.uid);
    }
    if (!pins) return;
    for (const image of started.filter(isProtected))
      if (!PINNED.test(image)) this.#note(object, `starts ${image} unpinned`);
  }

  #remember({ metadata, spec }: Deployment): void {
    const known = this.#revisions.get(metadata.uid) ?? new Set();
    known.add(revisionText(spec.template));
    this.#revisions.set(metadata.uid, known);
  }

  /** What an adopted ReplicaSet has becomes a revision of its new owner. */
  #rememberAdopted(set: ReplicaSet, old: AnyObject | undefined): void {
    const owner = controllerOf(set)?.uid;
    if (owner === undefined || old === undefined) return;
    if (controllerOf(old) !== undefined) return;
    this.#revisions.get(owner)?.add(revisionText(set.spec.template));
  }

  #note({ kind, metadata }: AnyObject, text: string): void {
    this.#seen.add(`${kind} ${metadata.name} ${text}`);
  }

  /** One ReplicaSet for each revision, none for anything else. */
  #ofDeployment(deployment: Deployment, all: readonly ReplicaSet[]): string[] {
    const { name, uid } = deployment.metadata;
    const sets = all.filter((set) => controllerOf(set)?.uid === uid);
    const texts = sets.map(({ spec }) => revisionText(spec.template));
    const known = this.#revisions.get(uid);
    const found: string[] = [];
    if (new Set(texts).size < texts.length)
      found.push(
        `Deployment ${name} has ${sets.length} ReplicaSets, some alike`,
      );
    if (texts.some((text) => known?.has(text) !== true))
      found.push(`Deployment ${name} has a ReplicaSet of no revision`);
    const current = sets.find(
      ({ spec }) =>
        revisionText(spec.template) === revisionText(deployment.spec.template),
    );
    const rest = sets.filter((set) => set !== current);
    const isDone =
      current?.spec.replicas === deployment.spec.replicas &&
      current.status.availableReplicas === deployment.spec.replicas &&
      rest.every(({ spec }) => spec.replicas === 0);
    if (
      !isDone &&
      this.#mayFinish(deployment) &&
      !this.#isHeldUp(deployment, rest)
    ) {
      const sizes = sets.map(
        ({ spec, metadata }) =>
          `${metadata.labels[HASH_LABEL] ?? metadata.name}=${spec.replicas}`,
      );
      found.push(
        `Deployment ${name} with ${deployment.spec.replicas} replicas ` +
          `does not roll out: ${sizes.join(', ')}`,
      );
    }
    return found;
  }

  /**
   * Scaled up before or in the middle of a rollout, a Deployment first grows its
   * old ReplicaSets, and goes no further while that is denied.
   */
  #isHeldUp({ spec }: Deployment, old: readonly ReplicaSet[]): boolean {
    return old.some(
      (set) =>
        set.spec.replicas > 0 &&
        !this.#mayFinish(set) &&
        set.metadata.annotations[DESIRED] !== String(spec.replicas),
    );
  }

  #unfinished(
    object: AnyObject,
    wanted: number,
    updated: number | undefined,
  ): string[] {
    if (!this.#mayFinish(object) || wanted === updated) return [];
    const { kind, metadata } = object;
    return [`${kind} ${metadata.name} has ${updated ?? 0} of ${wanted} Pods`];
  }

  /** Whether nothing of what an object starts is denied. */
  #mayFinish(object: AnyObject): boolean {
    const { settings, registry } = this.#cluster.admission;
    if (object.metadata.deletionTimestamp !== undefined) return false;
    return (
      settings === undefined ||
      imagesOf(object).every((image) => isAllowed(image, settings, registry))
    );
  }
}
