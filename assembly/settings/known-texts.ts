// SPDX-License-Identifier: Apache-2.0
import { hash, Slice } from '@kubewarden/policy-sdk-assemblyscript/core';

/** Two texts that belong together, met before. */
@final
@unmanaged
class Known {
  /** The tree of others, by the next bit of their hash. */
  left: Known | null;
  right: Known | null;

  constructor(
    public first: Slice,
    public second: Slice,
  ) {}
}

/**
 * The pairs of texts of a list so far, which tell the ones that come twice. A
 * tree: the bits of a pair's hash, lowest first, lead to it.
 */
@final
@unmanaged
export class KnownTexts {
  private root: Known | null;

  /** Adds a pair; true when it was there already. */
  add(first: Slice, second: Slice): bool {
    const place = this.placeOf(first, second);
    if (load<usize>(place) != 0) return true;
    store<Known>(place, new Known(first, second));
    return false;
  }

  /** Whether a pair was added. */
  has(first: Slice, second: Slice): bool {
    return load<usize>(this.placeOf(first, second)) != 0;
  }

  /** Address of the link to a pair, or of the one it belongs to. */
  private placeOf(first: Slice, second: Slice): usize {
    let bits = hash(first, hash(second, 0));
    let place = changetype<usize>(this) + offsetof<KnownTexts>('root');
    while (true) {
      const known = load<Known | null>(place);
      if (known == null) return place;
      if (first.equals(known.first) && second.equals(known.second))
        return place;
      place = changetype<usize>(known) + ((bits & 1) << 2);
      bits >>= 1;
    }
  }
}
