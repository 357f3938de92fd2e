// SPDX-License-Identifier: Apache-2.0
import { Slice } from '../bytes/slice';
import { Failure } from '../values/failure';
import { refuse } from '../values/refusals';
import { Value } from '../values/value';

/** A member (or, without a key, an element) that a container did not have. */
@final
@unmanaged
export class Added {
  constructor(
    public key: Slice,
    public value: Value,
  ) {}
}

/** What is changed at one place of a document. */
@final
@unmanaged
export class Change {
  /** Stands in place of the value that is there; all else is void then. */
  replacement: Value | null;
  /** Addresses of the items that are removed from it, in ascending order. */
  removed: Array<usize>;
  /** Items that are added to it, in the order of their adding. */
  added: Array<Added>;

  constructor(
    /** The value as it was. */
    public value: Value,
  ) {
    this.replacement = null;
    this.removed = new Array<usize>();
    this.added = new Array<Added>();
  }

  /** Whether the item at that address is removed. */
  removes(place: usize): bool {
    const removed = this.removed;
    let low = 0;
    let high = removed.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (removed[middle] < place) low = middle + 1;
      else high = middle;
    }
    return low < removed.length && removed[low] == place;
  }

  /** Removes the item at that address. */
  remove(place: usize): void {
    const removed = this.removed;
    let i = removed.length;
    removed.push(place);
    for (; i > 0 && removed[i - 1] > place; i--) removed[i] = removed[i - 1];
    removed[i] = place;
  }

  /** The index of what was added under a key; -1 when nothing was. */
  addedAs(key: Slice): i32 {
    for (let i = 0; i < this.added.length; i++)
      if (this.added[i].key.equals(key)) return i;
    return -1;
  }
}

/**
 * The changes of a document by their places, which are addresses: of values of
 * the document itself, or of values that were put into it, wherever those lie.
 * A value is thus found by where it is, not by walking from the root.
 */
@final
@unmanaged
export class Changes {
  private list: Array<Change>;
  /** Why a change could not be made; null while all could. */
  problem: Failure | null;

  constructor() {
    this.list = new Array<Change>();
    this.problem = null;
  }

  /** Number of places at which there is a change. */
  get count(): i32 {
    return this.list.length;
  }

  /** The change of this number, by ascending places. */
  get(index: i32): Change {
    return this.list[index];
  }

  private startOf(index: i32): usize {
    return this.list[index].value.start;
  }

  /**
   * The number of the first change that is not before an address; `guess` is
   * looked at before the others.
   */
  firstFrom(place: usize, guess: i32 = 0): i32 {
    if (
      (guess == 0 || this.startOf(guess - 1) < place) &&
      (guess == this.list.length || this.startOf(guess) >= place)
    )
      return guess;
    // Changes mostly come in the order of the document, so that most questions
    // are for one of the last.
    let high = this.list.length;
    let low = high - 1;
    for (let step = 2; low >= 0 && this.startOf(low) >= place; step <<= 1) {
      high = low;
      low -= step;
    }
    low = max(low + 1, 0);
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.startOf(middle) < place) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The change at a value; null when there is none. */
  find(value: Value): Change | null {
    const index = this.firstFrom(value.start);
    if (index == this.list.length) return null;
    const change = this.list[index];
    return change.value.start == value.start ? change : null;
  }

  /** The change at a value, which is recorded if there is none yet. */
  of(value: Value): Change {
    const found = this.find(value);
    if (found != null) return found;
    const change = new Change(value);
    let i = this.list.length;
    this.list.push(change);
    for (; i > 0 && this.startOf(i - 1) > value.start; i--)
      this.list[i] = this.list[i - 1];
    this.list[i] = change;
    return change;
  }

  /** What stands in a value's place now. */
  current(value: Value): Value {
    let now = value;
    while (true) {
      const change = this.find(now);
      if (change == null) return now;
      const replacement = change.replacement;
      if (replacement == null) return now;
      now = replacement;
    }
  }

  /** Records that a change cannot be made; none after it is. */
  fail(failure: Failure): void {
    this.problem = failure;
    refuse(failure);
  }
}
