// SPDX-License-Identifier: Apache-2.0
import {
  ascii,
  EMPTY,
  fill,
  findName,
  nameAt,
  nameList,
  nearestName,
  Slice,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { camelCase } from './migrate';
import { Reader } from './reader';
import { enterObject } from './values';

/**
 * The members of one settings object, strictly: known keys once each, older
 * spellings understood and reported as deprecated, everything else reported
 * and passed over.
 */
@final
@unmanaged
export class Members {
  /** Keys met so far, a bit each. */
  seen: u32;
  /** Keys that misspelt ones seem to be: they are not told as missing, too. */
  meant: u32;
  /** Of the keys of a Kubernetes resource, 1 for `kind` and 2 for `spec`. */
  private resource: i32;

  private constructor(
    private reader: Reader,
    private keys: usize,
    private required: u32,
    private at: usize,
    /**
     * Whether there is an object, else that has been reported; in the end,
     * whether all of it has been read, so that absence means something.
     */
    public complete: bool,
  ) {}

  /**
   * Enters the object at the cursor. `keys` is the list of words of the keys it
   * may have, `required` has a bit for each it must have.
   */
  static enter(reader: Reader, keys: usize, required: u32): Members {
    const at = reader.position;
    return new Members(reader, keys, required, at, enterObject(reader));
  }

  /** The next known key, its value at the cursor; 0 at the end. */
  next(): i32 {
    const reader = this.reader;
    if (!this.complete) return 0;
    while (reader.nextMember()) {
      let key = findName(this.keys, reader.key, reader.keyLen);
      if (key == 0) key = this.identify();
      if (key != 0) {
        if (!this.has(key)) {
          this.seen |= 1 << key;
          return key;
        }
        reader.problem(reader.keyAt, ascii('is given twice'));
      }
      reader.skip();
    }
    this.complete = !reader.failed;
    const missing = this.required & ~(this.seen | this.meant);
    if (missing != 0 && this.complete)
      this.refuse(missing, ascii('is missing'));
    return 0;
  }

  has(key: i32): bool {
    return ((this.seen >> key) & 1) != 0;
  }

  /** Whether this is a whole Kubernetes resource. */
  get isResource(): bool {
    return this.resource == 3;
  }

  /** Takes a key as if it were not there. */
  forget(key: i32): void {
    this.seen &= ~(1 << key);
  }

  /** A problem of the object for each of the keys, a bit each. */
  refuse(keys: u32, why: Slice): void {
    while (keys != 0) {
      const text = fill('%1 %2', nameAt(this.keys, ctz(keys)), why);
      this.reader.problem(this.at, text);
      keys &= keys - 1;
    }
  }

  /** The key whose older spelling is the current one; 0, reported, if none. */
  private identify(): i32 {
    const reader = this.reader;
    const at = reader.keyAt;
    const twin = camelCase(reader.key, reader.keyLen);
    const key = findName(this.keys, twin.ptr, twin.len);
    if (key != 0)
      reader.warning(
        at,
        fill('is deprecated, write %1', nameAt(this.keys, key), EMPTY),
      );
    else reader.problem(at, this.hint(twin));
    return key;
  }

  private hint(twin: Slice): Slice {
    if (this.reader.full) return ascii('unknown key');
    const resourceKeys = nameList('kind|spec');
    this.resource |= findName(resourceKeys, twin.ptr, twin.len);
    const key = nearestName(this.keys, twin.ptr, twin.len);
    if (key == 0) return ascii('unknown key');
    this.meant |= 1 << key;
    return fill('unknown key, did you mean %1?', nameAt(this.keys, key), EMPTY);
  }
}
