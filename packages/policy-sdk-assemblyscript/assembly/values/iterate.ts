// SPDX-License-Identifier: Apache-2.0
import { Slice } from '../bytes/slice';
import { Cursor } from '../json/cursor';
import { Kind } from '../json/kind';
import { Failure, FailureCode } from './failure';
import { failureAt, wrongTypeAt } from './problems';
import { refuse, withdraw } from './refusals';
import { Value } from './value';

/**
 * Walks the elements of an array:
 *
 *     const items = value.elements();
 *     while (items.next()) use(items.value);
 *
 * A walk that ends early, because the array is none or is malformed, has a
 * `failure`. The request is rejected with it unless somebody looks at it.
 */
@final
@unmanaged
export class Elements {
  private list: Value;
  private cursor: Cursor;
  private started: bool;
  private problem: Failure | null;
  /** The current element. */
  value: Value;

  constructor(list: Value) {
    this.list = list;
    this.value = list;
    this.started = false;
    this.problem = null;
    this.cursor = list.cursor();
    if (!list.exists) this.end(list.problem);
    else if (this.cursor.kind != Kind.Array)
      this.end(wrongTypeAt(list, 'an array'));
    else this.cursor.enterArray();
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

  /** Moves to the next element; false behind the last. */
  next(): bool {
    if (!this.list.exists || this.problem != null) return false;
    if (this.started) this.cursor.skip();
    this.started = true;
    if (this.cursor.nextElement()) {
      this.value = new Value(this.list.document, this.cursor.position);
      return true;
    }
    if (this.cursor.failed) this.end(malformed(this.list, this.cursor));
    return false;
  }
}

/** Walks the members of an object, in the order of the document. */
@final
@unmanaged
export class Members {
  private object: Value;
  private cursor: Cursor;
  private started: bool;
  private problem: Failure | null;
  /** The current member's key, decoded. */
  key: Slice;
  /** The current member's value. */
  value: Value;

  constructor(object: Value) {
    this.object = object;
    this.value = object;
    this.key = object.document;
    this.started = false;
    this.problem = null;
    this.cursor = object.cursor();
    if (!object.exists) this.end(object.problem);
    else if (this.cursor.kind != Kind.Object)
      this.end(wrongTypeAt(object, 'an object'));
    else this.cursor.enterObject();
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

  /** Moves to the next member; false behind the last. */
  next(): bool {
    if (!this.object.exists || this.problem != null) return false;
    if (this.started) this.cursor.skip();
    this.started = true;
    const cursor = this.cursor;
    if (cursor.nextMember()) {
      this.key = new Slice(cursor.key, cursor.keyLen);
      this.value = new Value(this.object.document, cursor.position);
      return true;
    }
    if (cursor.failed) this.end(malformed(this.object, cursor));
    return false;
  }
}

function malformed(value: Value, cursor: Cursor): Failure {
  return failureAt(
    value,
    cursor.position,
    FailureCode.Malformed,
    'malformed JSON',
  );
}
