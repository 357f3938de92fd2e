// SPDX-License-Identifier: Apache-2.0
import { Kind } from '../json/kind';
import { Failure } from '../values/failure';
import { Elements } from '../values/iterate';
import { wrongTypeAt } from '../values/problems';
import { Result } from '../values/result';
import { Value } from '../values/value';

/** The lists of containers a pod spec can have, in the order of the walk. */
export const enum ContainerList {
  Init,
  Regular,
  Ephemeral,
}

/** A container of a pod spec. */
@final
@unmanaged
export class Container {
  constructor(
    /** The container itself, for all that has no getter. */
    public json: Value,
    /** The list it is in. */
    public list: ContainerList,
  ) {}

  /** The container's name. */
  get name(): Result<string> {
    return this.json.member('name').string();
  }

  /** The image reference, as the user wrote it. */
  get image(): Result<string> {
    return this.json.member('image').string();
  }
}

/**
 * Walks the init containers, the containers and the ephemeral containers of a
 * pod spec:
 *
 *     const containers = containersOf(podSpec);
 *     while (containers.next()) check(containers.container);
 *     if (containers.failure != null) ..
 */
@final
@unmanaged
export class Containers {
  private list: ContainerList;
  private elements: Elements | null;
  /** Why the walk ended early; null when it did not. */
  failure: Failure | null;
  /** The current container. */
  container: Container;

  constructor(private podSpec: Value) {
    this.list = ContainerList.Init;
    this.elements = null;
    this.failure = null;
    this.container = new Container(podSpec, ContainerList.Init);
    // A pod spec that is not there is no pod spec without containers.
    if (!podSpec.exists) this.failure = podSpec.problem;
    else if (podSpec.kind != Kind.Object)
      this.failure = wrongTypeAt(podSpec, 'an object');
    else this.open();
  }

  /** Moves to the next container; false behind the last. */
  next(): bool {
    while (this.failure == null) {
      const elements = this.elements;
      if (elements != null) {
        if (elements.next()) {
          this.container = new Container(elements.value, this.list);
          return true;
        }
        this.failure = elements.failure;
        if (elements.failure != null) return false;
      }
      if (this.list == ContainerList.Ephemeral) return false;
      this.list = this.list + 1;
      this.open();
    }
    return false;
  }

  /** Begins the current list; an absent one has no containers. */
  private open(): void {
    const list = this.podSpec.member(keyOf(this.list));
    this.elements = null;
    if (!list.isAbsent) this.elements = list.elements();
  }
}

/** Walks all containers of a pod spec. */
export function containersOf(podSpec: Value): Containers {
  return new Containers(podSpec);
}

function keyOf(list: ContainerList): string {
  if (list == ContainerList.Init) return 'initContainers';
  if (list == ContainerList.Regular) return 'containers';
  return 'ephemeralContainers';
}
