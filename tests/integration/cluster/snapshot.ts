// SPDX-License-Identifier: Apache-2.0
import type { AnyObject, Kind, KindMap } from './objects.js';

/** What a controller's cache holds: the cluster at one moment. */
export class Snapshot {
  readonly #objects: ReadonlyMap<string, AnyObject>;

  constructor(objects: ReadonlyMap<string, AnyObject>) {
    this.#objects = objects;
  }

  find<K extends Kind>(kind: K, name: string): KindMap[K] | undefined {
    return this.#objects.get(`${kind}/${name}`) as KindMap[K] | undefined;
  }

  list<K extends Kind>(kind: K): KindMap[K][] {
    return this.all().filter(
      (object): object is KindMap[K] => object.kind === kind,
    );
  }

  all(): AnyObject[] {
    return [...this.#objects.values()];
  }
}
