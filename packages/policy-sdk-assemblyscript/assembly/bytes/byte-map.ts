// SPDX-License-Identifier: Apache-2.0
import { hash } from './hash';
import { Slice } from './slice';

/**
 * Steps to a key. Without intent few take more than a handful; texts made to
 * have one hash must not cost their square.
 */
const MOST_STEPS = 64;

/** A key of a map, and what is kept under it. */
@final
@unmanaged
export class ByteMapEntry {
  /** What is kept: a number or the address of an object; 0 at first. */
  value: usize = 0;
  /** Entries further on, by the next bit of their hash. */
  left: ByteMapEntry | null = null;
  right: ByteMapEntry | null = null;

  constructor(
    public first: Slice,
    public second: Slice,
  ) {}
}

/**
 * A map from pairs of texts, the second of which may be `EMPTY`, to numbers or
 * addresses. A tree: the
 * bits of a key's hash, lowest first, lead to its entry. Texts are readable 15
 * bytes past their ends, and stay as they are.
 *
 * A key that more than 64 others with the same hash come before is new each
 * time. Only texts made for it are so many: be sure that to take one for new
 * is the safe side.
 */
@final
@unmanaged
export class ByteMap {
  private root: ByteMapEntry | null = null;

  /** The entry of a key; null when it has none. */
  find(first: Slice, second: Slice): ByteMapEntry | null {
    const link = this.linkTo(first, second);
    return link == 0 ? null : load<ByteMapEntry | null>(link);
  }

  /** The entry of a key; a new one when it has none. */
  entry(first: Slice, second: Slice): ByteMapEntry {
    const link = this.linkTo(first, second);
    let known: ByteMapEntry | null = null;
    if (link != 0) known = load<ByteMapEntry | null>(link);
    if (known != null) return known;
    const entry = new ByteMapEntry(first, second);
    if (link != 0) store<ByteMapEntry>(link, entry);
    return entry;
  }

  /** Adds a key; true when it was there already. */
  add(first: Slice, second: Slice): bool {
    const entry = this.entry(first, second);
    if (entry.value != 0) return true;
    entry.value = 1;
    return false;
  }

  /**
   * Address of the link to a key's entry, or of the empty one where it belongs;
   * 0 when that is too far away.
   */
  private linkTo(first: Slice, second: Slice): usize {
    let bits = hash(first, hash(second, 0));
    let link = changetype<usize>(this) + offsetof<ByteMap>('root');
    for (let left = MOST_STEPS; left > 0; left--) {
      const entry = load<ByteMapEntry | null>(link);
      if (entry == null) return link;
      if (first.equals(entry.first) && second.equals(entry.second)) return link;
      link =
        changetype<usize>(entry) +
        ((bits & 1) == 0
          ? offsetof<ByteMapEntry>('left')
          : offsetof<ByteMapEntry>('right'));
      bits >>= 1;
    }
    return 0;
  }
}
