// SPDX-License-Identifier: Apache-2.0
import { Slice } from '@kubewarden/policy-sdk-assemblyscript';
import { Buckets, hash } from '../images/buckets';

/** A text, or two that belong together, met before. */
@final
@unmanaged
class Known {
  constructor(
    public first: Slice,
    public second: Slice,
    /** The next one of the same hash bucket. */
    public next: Known | null,
  ) {}
}

/** The texts of a list so far, which tell the ones that come twice. */
@final
@unmanaged
export class KnownTexts {
  private buckets: Buckets;

  /** Fast for up to some times `count` texts. */
  constructor(count: i32) {
    this.buckets = new Buckets(count);
  }

  /** Adds a text, or a pair; true when it was there already. */
  add(first: Slice, second: Slice = new Slice(0, 0)): bool {
    if (this.has(first, second)) return true;
    const bucket = this.bucketOf(first, second);
    const head = load<Known | null>(bucket);
    store<Known>(bucket, new Known(first, second, head));
    return false;
  }

  /** Whether a pair was added. */
  has(first: Slice, second: Slice): bool {
    let rest = load<Known | null>(this.bucketOf(first, second));
    while (rest != null) {
      const other = rest;
      rest = rest.next;
      if (first.equals(other.first) && second.equals(other.second)) return true;
    }
    return false;
  }

  private bucketOf(first: Slice, second: Slice): usize {
    return this.buckets.at(hash(first, hash(second, 0)));
  }
}
