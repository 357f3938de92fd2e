// SPDX-License-Identifier: Apache-2.0
import { CharCode } from '../bytes/char-code';
import { Slice } from '../bytes/slice';
import { utf8 } from '../bytes/text';
import { Kind } from '../json/kind';
import { Writer } from '../json/writer';
import { Failure, FailureCode } from '../values/failure';
import { PathReader } from '../values/path-reader';
import { failureAt } from '../values/problems';
import { child, malformedPath } from '../values/steps';
import { Value } from '../values/value';

/** Bytes behind a document that scanners may read. */
const PADDING = 64;
/** Room for padding and changes, so that most need no larger buffer. */
const SPARE_BYTES = 1024;

/**
 * Changes an object by paths, one change after the other, on its bytes: all
 * that is not changed stays as it was, byte for byte.
 *
 *     const editor = new ObjectEditor(request.object);
 *     editor.setString('metadata.labels["team"]', 'web');
 *     return Response.accept().mutate(editor.bytes()).bytes();
 *
 * A change that cannot be made is recorded in `failure`, and nothing after it
 * is made either.
 */
@final
@unmanaged
export class ObjectEditor {
  private current: Writer;
  private spare: Writer;
  /** Why a change could not be made; null while all could. */
  failure: Failure | null;

  constructor(object: Value) {
    const bytes = object.raw();
    const capacity = bytes.ok ? bytes.value.len + SPARE_BYTES : 0;
    this.current = new Writer(capacity);
    this.spare = new Writer(capacity);
    this.failure = null;
    if (!bytes.ok) this.failure = bytes.failure;
    else pad(this.current.slices(bytes.value));
  }

  /** The object with all changes made so far. */
  bytes(): Slice {
    const text = this.current.slice();
    return new Slice(text.ptr, max(text.len - PADDING, 0));
  }

  /**
   * Sets the value at a path to JSON. Objects on the way that are not there
   * are made; elements of arrays are not.
   */
  set(path: string, json: Slice): void {
    if (this.failure != null) return;
    const reader = new PathReader(Slice.of(path));
    let value = Value.of(this.bytes());
    while (reader.next()) {
      const next = child(value, reader);
      if (!next.exists) {
        this.add(value, next, reader, json);
        return;
      }
      value = next;
    }
    if (reader.failed) this.failure = malformedPath(Slice.of(path));
    else this.overwrite(value, json);
  }

  /** Sets the value at a path to a string; `text` is a string or a slice. */
  setString<T>(path: string, text: T): void {
    const bytes = utf8(text);
    const json = new Writer(bytes.len + 16).string(bytes.ptr, bytes.len);
    this.set(path, json.slice());
  }

  /** Removes the member or element at a path; one that is not there is fine. */
  remove(path: string): void {
    if (this.failure != null) return;
    const root = Value.of(this.bytes());
    const value = root.get(path);
    if (value.isAbsent && !value.exists) return;
    const parent = this.parentOf(root, Slice.of(path));
    const raw = value.raw();
    if (!raw.ok) this.failure = raw.failure;
    else if (parent != null) this.cut(parent, raw.value);
  }

  private parentOf(root: Value, path: Slice): Value | null {
    const reader = new PathReader(path);
    let parent: Value | null = null;
    let value = root;
    while (reader.next()) {
      parent = value;
      value = child(value, reader);
    }
    if (parent == null) this.failure = malformedPath(path);
    return parent;
  }

  /** Removes an item with the comma behind it, or else the one before it. */
  private cut(parent: Value, item: Slice): void {
    const cursor = parent.cursor();
    const inObject = cursor.kind == Kind.Object;
    let previousEnd = cursor.position + 1;
    if (inObject) cursor.enterObject();
    else cursor.enterArray();
    while (inObject ? cursor.nextMember() : cursor.nextElement()) {
      if (cursor.position != item.ptr) {
        cursor.skip();
        previousEnd = cursor.position;
        continue;
      }
      const start = inObject ? cursor.keyAt - 1 : cursor.position;
      const isFirst = previousEnd == parent.start + 1;
      cursor.skip();
      let end = cursor.position;
      const follows = inObject ? cursor.nextMember() : cursor.nextElement();
      if (isFirst && follows)
        end = inObject ? cursor.keyAt - 1 : cursor.position;
      this.splice(isFirst ? start : previousEnd, end, new Slice(0, 0));
      return;
    }
  }

  private overwrite(value: Value, json: Slice): void {
    const old = value.raw();
    if (!old.ok) this.failure = old.failure;
    else this.splice(old.value.ptr, old.value.end, json);
  }

  /** Adds what is missing below `parent`, from the reader's step on. */
  private add(
    parent: Value,
    missing: Value,
    reader: PathReader,
    json: Slice,
  ): void {
    const problem = missing.problem;
    if (problem != null && problem.code != FailureCode.Missing) {
      this.failure = problem;
      return;
    }
    const member = new Writer(256 + json.len);
    let closing = 0;
    do {
      const key = reader.key;
      if (key == null) {
        this.failure = problem;
        return;
      }
      if (closing > 0) member.byte(CharCode.OpenBrace);
      member.string(key.ptr, key.len).byte(CharCode.Colon);
      closing++;
    } while (reader.next());
    if (reader.failed) {
      this.failure = malformedPath(reader.path);
      return;
    }
    member.slices(json);
    for (; closing > 1; closing--) member.byte(CharCode.CloseBrace);
    this.insert(parent, member);
  }

  private insert(parent: Value, member: Writer): void {
    if (parent.kind == Kind.Null) {
      const object = new Writer(member.length + 2).byte(CharCode.OpenBrace);
      this.overwrite(
        parent,
        object.slices(member.slice()).byte(CharCode.CloseBrace).slice(),
      );
      return;
    }
    const cursor = parent.cursor();
    cursor.enterObject();
    const start = cursor.position;
    if (cursor.nextMember()) member.byte(CharCode.Comma);
    if (cursor.failed)
      this.failure = failureAt(
        parent,
        cursor.position,
        FailureCode.Malformed,
        'malformed JSON',
      );
    else this.splice(start, start, member.slice());
  }

  /** Copies the object into the spare buffer with a part replaced. */
  private splice(from: usize, to: usize, text: Slice): void {
    const old = this.bytes();
    const next = this.spare;
    next.truncate(0);
    next.raw(old.ptr, <i32>(from - old.ptr)).slices(text);
    pad(next.raw(to, <i32>(old.end - to)));
    this.spare = this.current;
    this.current = next;
  }
}

/** Appends what scanners may read, but never use. */
function pad(text: Writer): void {
  for (let i = 0; i < PADDING; i += 8) text.literal('        ');
}
