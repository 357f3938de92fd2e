// SPDX-License-Identifier: Apache-2.0
import { Slice } from '../bytes/slice';
import { Cursor } from '../json/cursor';
import { Kind } from '../json/kind';
import { integerAt, isInteger, numberEnd } from '../json/number';
import { Elements, Members } from './iterate';
import { Failure, FailureCode } from './failure';
import { missingAt, wrongTypeAt, failureAt } from './problems';
import { Result } from './result';
import { step } from './steps';

/**
 * A value of a JSON document, read when asked for. It is an address, not a
 * copy: `get` walks the bytes, and only the getters of a type decode.
 *
 *     const replicas = request.object.get('spec.replicas').integerOr(1);
 *
 * What `get` does not find is a value too, one that does not exist; its
 * getters fail with the reason, so that a chain needs one test at its end.
 */
@final
@unmanaged
export class Value {
  constructor(
    /** The document the value is in; paths in messages begin at its root. */
    public document: Slice,
    /** Address of the value's first byte; 0 when it does not exist. */
    public start: usize,
    /** Why it does not exist. */
    public problem: Failure | null = null,
  ) {}

  /** The root of a document: UTF-8 bytes, padded as payloads are. */
  static of(document: Slice): Value {
    return new Value(document, Cursor.over(document).position);
  }

  /** Whether there is a value; `null` is one. */
  get exists(): bool {
    return this.start != 0;
  }

  /** What the value is; `Invalid` when it does not exist. */
  get kind(): Kind {
    return this.start == 0 ? Kind.Invalid : this.cursor().kind;
  }

  /** Whether the value does not exist, or is `null`. */
  get isAbsent(): bool {
    if (this.start == 0)
      return this.problem == null || this.code == FailureCode.Missing;
    return this.cursor().readNull();
  }

  /** Why the value does not exist. */
  private get code(): FailureCode {
    return changetype<Failure>(this.problem).code;
  }

  /** A cursor at the value, for what this class has no method for. */
  cursor(): Cursor {
    return new Cursor(this.start, this.document.end);
  }

  /** The value's bytes as they stand in the document. */
  raw(): Result<Slice> {
    if (this.start == 0) return this.fail<Slice>();
    const bytes = this.cursor().readRaw();
    if (bytes == null) return this.malformed<Slice>();
    return Result.of<Slice>(bytes);
  }

  /**
   * The value at a path below this one: keys joined by dots, array indices in
   * brackets, other keys in brackets and quotes, as in
   * `metadata.labels["app.kubernetes.io/name"]`. A key that stands twice in
   * its object is an error, since readers would disagree about it.
   */
  get(path: string): Value {
    return step(this, Slice.of(path));
  }

  /** The member of this key, which is taken as it is. */
  member(key: string): Value {
    return this.memberOf(Slice.of(key));
  }

  /** The member of this key, given as UTF-8. */
  memberOf(key: Slice): Value {
    if (this.start == 0) return this;
    const cursor = this.cursor();
    // Kubernetes makes no difference between null and nothing.
    if (cursor.kind == Kind.Null) return this.absent(missingAt(this, key));
    if (cursor.kind != Kind.Object)
      return this.absent(wrongTypeAt(this, 'an object'));
    let found: usize = 0;
    cursor.enterObject();
    while (cursor.nextMember()) {
      const place = cursor.keyAt;
      if (isKey(cursor, key)) {
        if (found != 0)
          return this.absent(
            failureAt(this, place, FailureCode.Duplicate, 'duplicate key'),
          );
        found = cursor.position;
      }
      cursor.skip();
    }
    if (cursor.failed)
      return this.absent(
        failureAt(
          this,
          cursor.position,
          FailureCode.Malformed,
          'malformed JSON',
        ),
      );
    if (found == 0) return this.absent(missingAt(this, key));
    return new Value(this.document, found);
  }

  /** The element of this index, counted from 0. */
  at(index: i32): Value {
    if (this.start == 0) return this;
    const elements = this.elements();
    for (let i = 0; elements.next(); i++) if (i == index) return elements.value;
    const problem = elements.failure;
    if (problem != null) return this.absent(problem);
    return this.absent(
      failureAt(this, this.start, FailureCode.Missing, 'no such element'),
    );
  }

  private absent(problem: Failure): Value {
    return new Value(this.document, 0, problem);
  }

  /** Walks the elements of an array; fails when it is none. */
  elements(): Elements {
    return new Elements(this);
  }

  /** Walks the members of an object; fails when it is none. */
  members(): Members {
    return new Members(this);
  }

  /** A string's UTF-8 bytes, escapes decoded. */
  text(): Result<Slice> {
    if (this.start == 0) return this.fail<Slice>();
    const cursor = this.cursor();
    if (cursor.kind != Kind.String) return this.wrongType<Slice>('a string');
    const text = cursor.readString();
    if (text == null) return this.malformed<Slice>();
    return Result.of<Slice>(text);
  }

  /** A string. */
  string(): Result<string> {
    const text = this.text();
    if (!text.ok) return Result.failed<string>(text.failure);
    return Result.of<string>(text.value.toString());
  }

  /** A string, or `fallback` when there is no value or null. */
  stringOr(fallback: string): Result<string> {
    return this.isAbsent ? Result.of<string>(fallback) : this.string();
  }

  /** `true` or `false`. */
  boolean(): Result<bool> {
    if (this.start == 0) return this.fail<bool>();
    const cursor = this.cursor();
    if (cursor.kind != Kind.Boolean) return this.wrongType<bool>('a boolean');
    const read = cursor.readBoolean();
    return read < 0 ? this.malformed<bool>() : Result.of<bool>(read == 1);
  }

  /** A boolean, or `fallback` when there is no value or null. */
  booleanOr(fallback: bool): Result<bool> {
    return this.isAbsent ? Result.of<bool>(fallback) : this.boolean();
  }

  /**
   * An integer of at most 64 bits. `1.0` and `1e3` are none: what is meant by
   * them is for the author to say.
   */
  integer(): Result<i64> {
    const text = this.number();
    if (!text.ok) return Result.failed<i64>(text.failure);
    const p = text.value.ptr;
    const end = text.value.end;
    if (!isInteger(p, end)) return this.wrongType<i64>('a 64-bit integer');
    return Result.of<i64>(integerAt(p, end));
  }

  /** An integer, or `fallback` when there is no value or null. */
  integerOr(fallback: i64): Result<i64> {
    return this.isAbsent ? Result.of<i64>(fallback) : this.integer();
  }

  /** A number's text, of any size and precision, checked to be one. */
  number(): Result<Slice> {
    if (this.start == 0) return this.fail<Slice>();
    const cursor = this.cursor();
    if (cursor.kind != Kind.Number) return this.wrongType<Slice>('a number');
    const text = cursor.readRaw();
    if (text == null) return this.malformed<Slice>();
    if (numberEnd(text.ptr, text.end) != text.end)
      return this.malformed<Slice>();
    return Result.of<Slice>(text);
  }

  /** An array of strings. */
  strings(): Result<string[]> {
    const list = new Array<string>();
    const elements = this.elements();
    while (elements.next()) {
      const item = elements.value.string();
      if (!item.ok) return Result.failed<string[]>(item.failure);
      list.push(item.value);
    }
    const problem = elements.failure;
    if (problem != null) return Result.failed<string[]>(problem);
    return Result.of<string[]>(list);
  }

  /** Why there is no value, as a failure of whatever was asked for. */
  private fail<T>(): Result<T> {
    const problem = this.problem;
    if (problem == null)
      return Result.failed<T>(Failure.plain(FailureCode.Missing, 'missing'));
    return Result.failed<T>(problem);
  }

  private wrongType<T>(expected: string): Result<T> {
    return Result.failed<T>(wrongTypeAt(this, expected));
  }

  private malformed<T>(): Result<T> {
    return Result.failed<T>(
      failureAt(this, this.start, FailureCode.Malformed, 'malformed JSON'),
    );
  }
}

function isKey(cursor: Cursor, key: Slice): bool {
  return (
    cursor.keyLen == key.len &&
    memory.compare(cursor.key, key.ptr, <usize>key.len) == 0
  );
}
