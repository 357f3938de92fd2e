// SPDX-License-Identifier: Apache-2.0
import { CharCode } from '../bytes/char-code';
import { Slice } from '../bytes/slice';
import { Cursor } from '../json/cursor';
import { Kind } from '../json/kind';
import { Writer } from '../json/writer';
import { Failure, FailureCode } from '../values/failure';
import { failureAt } from '../values/problems';
import { Value } from '../values/value';
import { Change, Changes } from './changes';

/** Room for changes, so that most texts need no larger buffer. */
const SPARE_BYTES = 1024;

/** A document with the changes that were recorded of it. */
export function changedText(document: Slice, changes: Changes): Slice {
  const text = new ChangedText(new Writer(document.len + SPARE_BYTES), changes);
  text.copy(document.ptr, document.end);
  return text.text.slice();
}

/** Writes a text anew with its changes; what has none is copied as it is. */
@final
@unmanaged
class ChangedText {
  /** The number of the change that is probably next. */
  private next: i32;

  constructor(
    public text: Writer,
    private changes: Changes,
  ) {
    this.next = 0;
  }

  /** Copies the bytes up to `end` with the changes in them. */
  copy(start: usize, end: usize): void {
    const changes = this.changes;
    let from = start;
    this.next = changes.firstFrom(from, this.next);
    while (this.next < changes.count) {
      const change = changes.get(this.next);
      const place = change.value.start;
      if (place >= end) break;
      this.next++;
      // A change inside of one that was written is void, or was written too.
      if (place < from) continue;
      this.text.between(from, place);
      from = this.write(change);
    }
    this.text.between(from, end);
  }

  /** Copies a value that was put into the document, and lies elsewhere. */
  private copyNew(value: Value): void {
    const next = this.next;
    this.copy(value.document.ptr, value.document.end);
    this.next = next;
  }

  /** Writes what stands at a change; returns the address behind the old. */
  private write(change: Change): usize {
    const replacement = change.replacement;
    if (replacement == null) return this.container(change);
    this.copyNew(replacement);
    const old = change.value.cursor();
    old.skip();
    return old.position;
  }

  /**
   * Writes a container with items removed and others added; returns the address
   * behind the old one. New members come first and new elements last. What
   * stands between two items goes with the second of them.
   */
  private container(change: Change): usize {
    const text = this.text;
    const cursor = change.value.cursor();
    const isObject = cursor.kind == Kind.Object;
    text.byte(isObject ? CharCode.OpenBrace : CharCode.OpenBracket);
    if (isObject) cursor.enterObject();
    else cursor.enterArray();
    const written = isObject ? this.added(change, 0) : 0;
    let kept = 0;
    let first: usize = 0;
    const inside = change.value.start + 1;
    let end = inside;
    while (isObject ? cursor.nextMember() : cursor.nextElement()) {
      const place = cursor.position;
      const start = isObject ? cursor.keyAt - 1 : place;
      if (first == 0) first = start;
      cursor.skip();
      if (!change.removes(place)) {
        if (kept > 0) text.between(end, start);
        else {
          if (written > 0) text.byte(CharCode.Comma);
          text.between(inside, first);
        }
        this.copy(start, cursor.position);
        kept++;
      }
      end = cursor.position;
    }
    if (cursor.failed) {
      this.changes.fail(malformedAt(change.value, cursor));
      return change.value.document.end;
    }
    if (!isObject) this.added(change, kept);
    text.between(end, cursor.position);
    return cursor.position;
  }

  /** Writes what is added behind `before` items; returns how many there are. */
  private added(change: Change, before: i32): i32 {
    const items = change.added;
    for (let i = 0; i < items.length; i++) {
      const key = items[i].key;
      const value = items[i].value;
      if (before + i > 0) this.text.byte(CharCode.Comma);
      if (key.ptr != 0) this.text.quoted(key).byte(CharCode.Colon);
      this.copyNew(value);
    }
    return before + items.length;
  }
}

function malformedAt(value: Value, cursor: Cursor): Failure {
  return failureAt(
    value,
    cursor.position,
    FailureCode.Malformed,
    'malformed JSON',
  );
}
