// SPDX-License-Identifier: Apache-2.0

/** Random users, each with what the API server must say to what they do. */
import type { Random } from '../../support/generate/random.js';
import type { Cluster } from './cluster.js';
import type { Diary, Expectation } from './diary.js';
import { ALL_IMAGES } from './images.js';
import { FINALIZER, Kubectl } from './kubectl.js';
import {
  controllerOf,
  imagesOf,
  templateOf,
  type AnyObject,
  type Kind,
} from './objects.js';
import { isAllowed } from './settings.js';
import { deployment, MAKERS, ROLLING, template } from './workloads.js';

const KINDS = Object.keys(MAKERS) as Kind[];
const HISTORIC = new Set<Kind>(['Deployment', 'StatefulSet', 'DaemonSet']);
/** Kinds whose template may change. */
const MUTABLE = new Set<Kind>([...HISTORIC, 'CronJob', 'ReplicaSet']);
const SCALABLE = new Set<Kind>(['Deployment', 'ReplicaSet', 'StatefulSet']);

/** A ReplicaSet of a Deployment is nobody's to change. */
const isChangeable = (object: AnyObject): boolean =>
  MUTABLE.has(object.kind) && controllerOf(object) === undefined;
const isWorkload = ({ kind }: AnyObject): boolean => KINDS.includes(kind);

export class Users {
  readonly #kubectl: Kubectl;
  /** The images in the manifest of each object, by its name. */
  readonly #manifests = new Map<string, readonly string[]>();
  #names = 0;

  constructor(
    readonly cluster: Cluster,
    readonly random: Random,
    readonly diary: Diary,
  ) {
    this.#kubectl = new Kubectl(cluster.api);
  }

  create(): void {
    const { random, cluster } = this;
    const kind = random.chance(0.4) ? 'Deployment' : random.pick(KINDS);
    const name = `${kind.toLowerCase()}-${++this.#names}`;
    const images = random.times(1 + random.below(2), () => this.#image());
    this.#manifests.set(name, images);
    const draft =
      kind === 'Deployment'
        ? deployment(name, images, 1 + random.below(4), this.#strategy())
        : MAKERS[kind]?.(name, images);
    if (draft === undefined) return;
    const expected = this.#allows(images) ? 'accepted' : 'denied';
    const what = `create ${kind} ${name} ${images.join(' ')}`;
    this.diary.attempt(what, expected, () => cluster.api.create(draft));
  }

  setImage(): void {
    const image = this.#image();
    const isWanted = (object: AnyObject): boolean =>
      isChangeable(object) || object.kind === 'Pod';
    const expect = (object: AnyObject): Expectation => {
      const [before, ...others] = imagesOf(object);
      if (this.#allows([image, ...others])) return 'accepted';
      return before !== image && !this.#allows([image]) ? 'denied' : 'either';
    };
    this.#onOne(`set image to ${image}:`, isWanted, expect, (kind, name) =>
      this.#kubectl.setImage(kind, name, 'c0', image),
    );
  }

  restart(): void {
    const expect = (object: AnyObject): Expectation =>
      this.#allows(imagesOf(object)) ? 'accepted' : 'either';
    this.#onOne('restart', isChangeable, expect, (kind, name) =>
      this.#kubectl.restart(kind, name),
    );
  }

  /** GitOps applies the manifest once more. */
  apply(): void {
    const imagesFor = ({ metadata }: AnyObject): readonly string[] =>
      this.#manifests.get(metadata.name) ?? [];
    const isWanted = (object: AnyObject): boolean =>
      isChangeable(object) && this.#manifests.has(object.metadata.name);
    const expect = (object: AnyObject): Expectation =>
      this.#allows(imagesFor(object)) ? 'accepted' : 'either';
    this.#onOne('apply again', isWanted, expect, (kind, name) => {
      const images = this.#manifests.get(name) ?? [];
      const restartPolicy = kind === 'CronJob' ? 'Never' : 'Always';
      this.#kubectl.apply(kind, name, template(name, images, restartPolicy));
    });
  }

  scale(): void {
    const replicas = this.random.below(6);
    const whole = this.random.chance(0.5);
    // Less is always accepted, and so is what the policy does not see.
    const expect = ({ spec }: AnyObject & { spec?: object }): Expectation =>
      !whole || replicas <= (spec as { replicas: number }).replicas
        ? 'accepted'
        : 'either';
    const isScalable = ({ kind }: AnyObject): boolean => SCALABLE.has(kind);
    this.#onOne(`scale to ${replicas}`, isScalable, expect, (kind, name) =>
      this.#kubectl.scale(kind, name, replicas, whole),
    );
  }

  rollBack(): void {
    const owner = this.#pick(({ kind }) => HISTORIC.has(kind));
    if (owner === undefined) return;
    const { kind, metadata } = owner;
    const templates = this.#all()
      .filter((item) => controllerOf(item)?.uid === metadata.uid)
      .flatMap((item) => templateOf(item) ?? []);
    if (templates.length === 0) return;
    const before = this.random.pick(templates);
    const what = `roll back ${kind} ${metadata.name}`;
    const images = before.spec.containers.map(({ image }) => image);
    const expected = this.#allows(images) ? 'accepted' : 'either';
    this.diary.attempt(what, expected, () =>
      this.#kubectl.rollBack(kind, metadata.name, before),
    );
  }

  delete(): void {
    const orphan = this.random.chance(0.2);
    const what = orphan ? 'delete without what it owns' : 'delete';
    this.#onOne(what, isWorkload, always, (kind, name) =>
      this.cluster.api.delete(kind, name, { orphan }),
    );
  }

  label(): void {
    const value = String(this.random.below(100));
    this.#onOne('label', isWorkload, always, (kind, name) =>
      this.#kubectl.label(kind, name, value),
    );
  }

  /** Adds a finalizer to an object that is not about to go, or removes it. */
  hold(): void {
    const adds = this.random.chance(0.5);
    const isWanted = (object: AnyObject): boolean =>
      isWorkload(object) &&
      !(adds && object.metadata.deletionTimestamp !== undefined);
    this.#onOne(adds ? 'hold' : 'release', isWanted, always, (kind, name) =>
      this.#kubectl.finalize(kind, name, adds),
    );
  }

  debug(): void {
    const image = this.#image();
    const isPod = ({ kind }: AnyObject): boolean => kind === 'Pod';
    const expect = (pod: AnyObject): Expectation => {
      if (!this.#allows([image])) return 'denied';
      return this.#allows(imagesOf(pod)) ? 'accepted' : 'either';
    };
    this.#onOne(`debug with ${image}:`, isPod, expect, (_kind, name) =>
      this.#kubectl.debug(name, image),
    );
  }

  /** Nothing is held any longer. */
  releaseAll(): void {
    for (const { kind, metadata } of this.#all()) {
      const { name, finalizers } = metadata;
      if (!finalizers.includes(FINALIZER)) continue;
      this.diary.attempt(`release ${kind} ${name}`, 'accepted', () =>
        this.#kubectl.finalize(kind, name, false),
      );
    }
  }

  #strategy(): Parameters<typeof deployment>[3] {
    const { random } = this;
    if (random.chance(0.25)) return { type: 'Recreate' };
    if (random.chance(0.5)) return ROLLING;
    const rollingUpdate = {
      maxSurge: random.below(3),
      maxUnavailable: random.below(3),
    };
    return { type: 'RollingUpdate', rollingUpdate };
  }

  #image(): string {
    return this.random.pick(ALL_IMAGES);
  }

  #allows(images: readonly string[]): boolean {
    const { settings, registry } = this.cluster.admission;
    return (
      settings === undefined ||
      images.every((image) => isAllowed(image, settings, registry))
    );
  }

  #all(): AnyObject[] {
    return this.cluster.api.snapshot().all();
  }

  #pick(isWanted: (object: AnyObject) => boolean): AnyObject | undefined {
    const objects = this.#all().filter(isWanted);
    return objects.length === 0 ? undefined : this.random.pick(objects);
  }

  #onOne(
    what: string,
    isWanted: (object: AnyObject) => boolean,
    expect: (object: AnyObject) => Expectation,
    act: (kind: Kind, name: string) => void,
  ): void {
    const object = this.#pick(isWanted);
    if (object === undefined) return;
    const { kind, metadata } = object;
    this.diary.attempt(`${what} ${kind} ${metadata.name}`, expect(object), () =>
      act(kind, metadata.name),
    );
  }
}

const always = (): Expectation => 'accepted';
