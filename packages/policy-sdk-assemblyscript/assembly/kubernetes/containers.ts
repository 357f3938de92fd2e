// SPDX-License-Identifier: Apache-2.0
import { CharCode } from '../bytes/char-code';
import { Slice } from '../bytes/slice';
import { Kind } from '../json/kind';
import { pathAt } from '../json/path';
import { Writer } from '../json/writer';
import { Failure } from '../values/failure';
import { Elements } from '../values/iterate';
import { wrongTypeAt } from '../values/problems';
import { refuse, withdraw } from '../values/refusals';
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
    /** Its place in that list, counted from 0. */
    public index: i32,
    private podSpec: Value,
  ) {}

  /** Where it is, as in messages: `object.spec.containers[0]`. */
  get path(): string {
    const above = pathAt(this.podSpec.document, this.podSpec.start);
    const path = new Writer(above.len + 32).slices(above);
    if (above.len > 0) path.byte(CharCode.Dot);
    return path
      .slices(Slice.of(keyOf(this.list)))
      .byte(CharCode.OpenBracket)
      .integer(this.index)
      .byte(CharCode.CloseBracket)
      .slice()
      .toString();
  }

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
 *
 * A walk that ends early has a `failure`. The request is rejected with it
 * unless somebody looks at it.
 */
@final
@unmanaged
export class Containers {
  private list: ContainerList;
  private elements: Elements | null;
  private problem: Failure | null;
  private index: i32;
  /** The current container. */
  container: Container;

  constructor(private podSpec: Value) {
    this.list = ContainerList.Init;
    this.elements = null;
    this.problem = null;
    this.index = -1;
    this.container = new Container(podSpec, ContainerList.Init, 0, podSpec);
    // A pod spec that is not there is no pod spec without containers.
    if (!podSpec.exists) this.end(podSpec.problem);
    else if (podSpec.kind != Kind.Object)
      this.end(wrongTypeAt(podSpec, 'an object'));
    else this.open();
  }

  /** Why the walk ended early; null when it did not. */
  get failure(): Failure | null {
    const problem = this.problem;
    if (problem != null) withdraw(problem);
    return problem;
  }

  private end(problem: Failure | null): void {
    this.problem = problem;
    if (problem != null) refuse(problem);
  }

  /** Moves to the next container; false behind the last. */
  next(): bool {
    while (this.problem == null) {
      const elements = this.elements;
      if (elements != null) {
        if (elements.next()) {
          this.container = new Container(
            elements.value,
            this.list,
            ++this.index,
            this.podSpec,
          );
          return true;
        }
        this.end(elements.failure);
        if (this.problem != null) return false;
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
    this.index = -1;
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
