// SPDX-License-Identifier: Apache-2.0

/** A cluster whose story a test tells. */
import assert from 'node:assert/strict';
import { Cluster } from './cluster.js';
import { isRefusal } from './errors.js';
import { ALICE, pushAll } from './images.js';
import { Kubectl } from './kubectl.js';
import {
  controllerOf,
  imagesOf,
  type AnyObject,
  type Kind,
  type KindMap,
} from './objects.js';
import { Properties } from './properties.js';
import type { PolicySettings } from './settings.js';

export class Story {
  readonly cluster: Cluster;
  readonly kubectl: Kubectl;
  readonly #properties: Properties;

  constructor(cluster: Cluster = new Cluster()) {
    this.cluster = cluster;
    this.kubectl = new Kubectl(cluster.api);
    this.#properties = new Properties(cluster);
    pushAll(cluster.registry);
  }

  get api(): Cluster['api'] {
    return this.cluster.api;
  }

  /** Deploys the policy, or changes its settings. */
  deployPolicy(settings: Partial<PolicySettings> = {}): void {
    this.cluster.admission.settings = {
      digestMutation: 'all',
      skipUnchangedImages: false,
      signers: [ALICE],
      unmatchedImages: 'accept',
      ...settings,
    };
  }

  /** Runs until the cluster settles, and checks all that must hold of it. */
  settle(): void {
    this.cluster.settle();
    assert.deepEqual(this.#properties.violations(), []);
  }

  /** The objects of a kind that another one controls. */
  ownedBy<K extends Kind>(owner: AnyObject, kind: K): KindMap[K][] {
    return this.api
      .list(kind)
      .filter((item) => controllerOf(item)?.uid === owner.metadata.uid);
  }

  /** The ReplicaSets of a Deployment: their sizes, the oldest first. */
  sizes(deployment: string): number[] {
    const owner = this.api.get('Deployment', deployment);
    return this.ownedBy(owner, 'ReplicaSet').map(({ spec }) => spec.replicas);
  }

  /** What the Pods run, each image once. */
  running(): string[] {
    return [...new Set(this.api.list('Pod').flatMap(imagesOf))].sort();
  }

  /** The image with the digest it has now. */
  pinned(image: string): string {
    return `${image}@${this.cluster.registry.digestOf(image) ?? ''}`;
  }

  /** Fails unless the policy denies what is done. */
  denied(act: () => void): void {
    assert.throws(act, (error) => isRefusal(error, 'Denied'));
  }
}
