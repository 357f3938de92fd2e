// SPDX-License-Identifier: Apache-2.0
import { Cursor, Slice, Writer } from '@kubewarden/policy-sdk-assemblyscript';
import { ascii } from '@kubewarden/policy-sdk-assemblyscript/assembly/bytes/literal';
import { nearestKey } from './hint';
import { Key, findKey, keyName } from './keys';
import { camelCase } from './migrate';
import { Report } from './report';
import { enterObject } from './values';

/** What an unknown key is: a mistake, or somebody else's. */
export const enum Unknown {
  Problem,
  Warning,
}

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
  /** Whether there is an object; else that has been reported. */
  entered: bool;

  /** `allowed` has a bit for each key the object may have. */
  constructor(
    private cursor: Cursor,
    private report: Report,
    private allowed: u32,
    private unknown: Unknown,
  ) {
    this.seen = 0;
    this.entered = enterObject(cursor, report);
  }

  /** The next known key, its value at the cursor; `Key.Unknown` at the end. */
  next(): Key {
    const cursor = this.cursor;
    while (this.entered && cursor.nextMember()) {
      const key = this.identify();
      if (key != Key.Unknown) {
        const bit = 1 << (<u32>key);
        if ((this.seen & bit) == 0) {
          this.seen |= bit;
          return key;
        }
        this.report.problem(this.cursor.keyAt, ascii('is given twice'));
      }
      cursor.skip();
    }
    return Key.Unknown;
  }

  /** Whether all of an object has been read, so that absence means something. */
  get complete(): bool {
    return this.entered && !this.cursor.failed;
  }

  has(key: Key): bool {
    return (this.seen & (1 << (<u32>key))) != 0;
  }

  /** The current key, if the object may have it. */
  private identify(): Key {
    const cursor = this.cursor;
    const key = findKey(cursor.key, cursor.keyLen);
    if (key != Key.Unknown && this.allowed & (1 << (<u32>key))) return key;
    const twin = camelCase(cursor.key, cursor.keyLen);
    if (twin != null) {
      const renamed = findKey(twin.ptr, twin.len);
      if (renamed != Key.Unknown && this.allowed & (1 << (<u32>renamed))) {
        const text = new Writer(64)
          .literal('is deprecated, write ')
          .slices(keyName(renamed));
        this.report.warning(cursor.keyAt, text.slice());
        return renamed;
      }
    }
    this.reportUnknown(twin);
    return Key.Unknown;
  }

  private reportUnknown(twin: Slice | null): void {
    if (this.unknown == Unknown.Warning) {
      this.report.warning(this.cursor.keyAt, ascii('unknown key, ignored'));
      return;
    }
    const cursor = this.cursor;
    if (this.report.full) {
      this.report.problem(cursor.keyAt, new Slice(0, 0));
      return;
    }
    const text = new Writer(64).literal('unknown key');
    const nearest =
      twin == null
        ? nearestKey(cursor.key, cursor.keyLen, this.allowed)
        : nearestKey(twin.ptr, twin.len, this.allowed);
    if (nearest != Key.Unknown)
      text.literal(', did you mean ').slices(keyName(nearest)).literal('?');
    this.report.problem(this.cursor.keyAt, text.slice());
  }
}
