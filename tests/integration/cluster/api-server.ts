// SPDX-License-Identifier: Apache-2.0

/**
 * The API server's storage: versions, defaults, admission, generations,
 * finalizers and graceful deletion.
 *
 * @see kubernetes/kubernetes
 *   staging/src/k8s.io/apiserver/pkg/registry/generic/registry/store.go;
 *   pkg/registry/core/pod/strategy.go (graceful deletion)
 */
import type { Admission, Operation } from './admission.js';
import { withDefaults } from './defaults.js';
import { ApiError } from './errors.js';
import {
  apiVersionOf,
  withMetadata,
  type AnyObject,
  type Kind,
  type KindMap,
  type Metadata,
  type Pod,
} from './objects.js';
import { Snapshot } from './snapshot.js';
import { prepareForUpdate, validateUpdate } from './strategy.js';
import { wireText } from './wire.js';

export type Subresource = '' | 'status' | 'scale' | 'ephemeralcontainers';

/** What a client sends to create an object. */
export type Draft<K extends Kind> = Omit<
  KindMap[K],
  'apiVersion' | 'metadata' | 'status'
> & {
  readonly kind: K;
  readonly metadata: Partial<Metadata> &
    ({ readonly name: string } | { readonly generateName: string });
};

/** A change of what is stored. */
export interface StoreEvent {
  readonly operation: Operation;
  readonly object: AnyObject;
  readonly oldObject: AnyObject | undefined;
  /** Whether the policy was asked. */
  readonly reviewed: boolean;
}

export interface DeleteOptions {
  /** 0 removes a Pod at once, as its kubelet does in the end. */
  readonly gracePeriodSeconds?: number;
  /** Leaves what the object owns alone. */
  readonly orphan?: boolean;
}

const EPOCH = Date.UTC(2026, 0, 1);
export const ORPHAN = 'orphan';

export class ApiServer {
  readonly #objects = new Map<string, AnyObject>();
  readonly #watchers: ((event: StoreEvent) => void)[] = [];
  /** Seconds since the cluster began. */
  now = 0;
  /** Counts every change. */
  revision = 0;
  #uids = 0;

  constructor(readonly admission: Admission) {}

  /** Tells every change to `watcher`. */
  watch(watcher: (event: StoreEvent) => void): void {
    this.#watchers.push(watcher);
  }

  /** Everything that is stored now; later changes do not show in it. */
  snapshot(): Snapshot {
    return new Snapshot(new Map(this.#objects));
  }

  find<K extends Kind>(kind: K, name: string): KindMap[K] | undefined {
    return this.#objects.get(`${kind}/${name}`) as KindMap[K] | undefined;
  }

  get<K extends Kind>(kind: K, name: string): KindMap[K] {
    const object = this.find(kind, name);
    if (object === undefined)
      throw new ApiError('NotFound', `${kind} ${name} not found`);
    return object;
  }

  list<K extends Kind>(kind: K): KindMap[K][] {
    return this.snapshot().list(kind);
  }

  create<K extends Kind>(draft: Draft<K>): KindMap[K] {
    const metadata: Metadata = {
      labels: {},
      annotations: {},
      ownerReferences: [],
      finalizers: [],
      name: '',
      ...draft.metadata,
      namespace: 'default',
      uid: `uid-${++this.#uids}`,
      resourceVersion: '',
      generation: 1,
      creationTimestamp: this.#timestamp(),
    };
    const sent = withDefaults({
      ...draft,
      apiVersion: apiVersionOf(draft.kind),
      metadata,
      ...(draft.kind !== 'ControllerRevision' && { status: {} }),
    } as unknown as KindMap[K]);
    const question = {
      operation: 'CREATE',
      subresource: '',
      object: sent,
    } as const;
    const accepted = withDefaults(this.admission.review(question));
    const { generateName } = metadata;
    // Names are made behind admission: the policy sees none.
    const object =
      generateName === undefined
        ? accepted
        : withMetadata(accepted, { name: `${generateName}${this.#uids}` });
    const { name } = object.metadata;
    if (this.find(draft.kind, name) !== undefined)
      throw new ApiError('AlreadyExists', `${name} already exists`);
    const reviewed = this.admission.concerns(question);
    return this.#store('CREATE', object, undefined, reviewed);
  }

  /**
   * Replaces an object, or the part of it that a subresource is about.
   *
   * @throws ApiError `Conflict` when the object is not based on what is stored
   */
  update<T extends AnyObject>(object: T, subresource: Subresource = ''): T {
    const old = this.get(object.kind, object.metadata.name) as T;
    const { uid, resourceVersion } = old.metadata;
    if (
      object.metadata.uid !== uid ||
      object.metadata.resourceVersion !== resourceVersion
    )
      throw new ApiError('Conflict', `${old.metadata.name} has been modified`);
    const question = {
      operation: 'UPDATE',
      subresource,
      // What is stored has its defaults.
      object: specOf(object) === specOf(old) ? object : withDefaults(object),
      oldObject: old,
    } as const;
    const reviewed = this.admission.concerns(question);
    const admitted = this.admission.review(question);
    const accepted =
      admitted === question.object ? admitted : withDefaults(admitted);
    const next = prepareForUpdate(accepted, old, subresource);
    validateUpdate(next, old, subresource);
    if (wireText(next) === wireText(old)) return old;
    if (isFinished(next)) {
      this.#remove(next);
      return next;
    }
    return this.#store('UPDATE', next, old, reviewed);
  }

  /** Gives a Pod its node, as the scheduler does by the subresource `binding`. */
  bind(pod: Pod, nodeName: string): void {
    const bound = { ...pod, spec: { ...pod.spec, nodeName } };
    this.#store('UPDATE', bound, pod, false);
  }

  /** Deletes an object, or begins to. */
  delete(kind: Kind, name: string, options: DeleteOptions = {}): void {
    const old = this.get(kind, name);
    this.admission.reviewDeletion(old);
    const { metadata } = old;
    const grace = this.#graceOf(old, options);
    const finalizers =
      options.orphan === true && !metadata.finalizers.includes(ORPHAN)
        ? [...metadata.finalizers, ORPHAN]
        : metadata.finalizers;
    if (grace === 0 && finalizers.length === 0) return this.#remove(old);
    if (
      metadata.deletionTimestamp !== undefined &&
      metadata.deletionGracePeriodSeconds === grace
    )
      return;
    const terminating = withMetadata(old, {
      finalizers,
      deletionTimestamp: this.#timestamp(),
      deletionGracePeriodSeconds: grace,
      generation: metadata.generation + 1,
    });
    this.#store('UPDATE', terminating, old, false);
  }

  /** Only a Pod that has a node ends slowly. */
  #graceOf(object: AnyObject, { gracePeriodSeconds }: DeleteOptions): number {
    if (object.kind !== 'Pod' || object.spec.nodeName === undefined) return 0;
    if (object.status.phase === 'Succeeded') return 0;
    return gracePeriodSeconds ?? object.spec.terminationGracePeriodSeconds ?? 0;
  }

  #store<T extends AnyObject>(
    operation: Operation,
    object: T,
    oldObject: T | undefined,
    reviewed: boolean,
  ): T {
    const resourceVersion = String(++this.revision);
    const stored = withMetadata<T>(object, { resourceVersion });
    this.#objects.set(`${stored.kind}/${stored.metadata.name}`, stored);
    this.#tell({ operation, object: stored, oldObject, reviewed });
    return stored;
  }

  #remove(object: AnyObject): void {
    this.revision++;
    this.#objects.delete(`${object.kind}/${object.metadata.name}`);
    this.#tell({
      operation: 'DELETE',
      object,
      oldObject: object,
      reviewed: false,
    });
  }

  #tell(event: StoreEvent): void {
    for (const watcher of this.#watchers) watcher(event);
  }

  #timestamp(): string {
    return new Date(EPOCH + this.now * 1000)
      .toISOString()
      .replace('.000Z', 'Z');
  }
}

function specOf(object: AnyObject): object | undefined {
  return 'spec' in object ? object.spec : undefined;
}

/** Whether nothing keeps a terminating object any more. */
function isFinished({ metadata }: AnyObject): boolean {
  return (
    metadata.deletionTimestamp !== undefined &&
    metadata.deletionGracePeriodSeconds === 0 &&
    metadata.finalizers.length === 0
  );
}
