// SPDX-License-Identifier: Apache-2.0
import { CharCode } from '../bytes/char-code';
import { EMPTY, Slice } from '../bytes/slice';
import { Kind } from '../json/kind';
import { Writer } from '../json/writer';
import { Failure, FailureCode } from '../values/failure';
import { PathReader } from '../values/path-reader';
import { missingAt } from '../values/problems';
import { malformedPath } from '../values/steps';
import { Value } from '../values/value';
import { PADDING_BYTES } from '../wapc/arena';
import { Added, Changes } from './changes';

/** A place in a changed document: a value, or where one would be. */
@final
@unmanaged
export class Place {
  /** What is there now; it may be missing. */
  value: Value;
  /** What it is, or would be, a member or element of; null at the root. */
  private container: Value | null;
  /** Which of the items added to the container it is; -1 for none. */
  private added: i32;
  /** The item of the document itself that is there. */
  private original: usize;

  constructor(
    private changes: Changes,
    base: Value,
    private path: PathReader,
  ) {
    this.value = changes.current(base);
    this.container = null;
    this.added = -1;
    this.original = 0;
    while (this.value.exists && path.next()) this.step();
  }

  /** Whether there is none such, and no step leads out of it. */
  get isMissing(): bool {
    const problem = this.value.problem;
    return problem != null && problem.code == FailureCode.Missing;
  }

  /** Why nothing can be put here. */
  get failure(): Failure {
    const problem = this.value.problem;
    return this.path.failed || problem == null
      ? malformedPath(this.path.path)
      : problem;
  }

  private step(): void {
    const container = this.value;
    const key = this.path.key;
    this.container = container;
    this.added = -1;
    const found =
      key == null ? this.element(container) : this.member(container, key);
    this.original = found.start;
    this.value = found.exists ? this.changes.current(found) : found;
  }

  private member(container: Value, key: Slice): Value {
    const change = this.changes.find(container);
    if (change == null) return container.memberOf(key);
    this.added = change.addedAs(key);
    if (this.added >= 0) return change.added[this.added].value;
    const value = container.memberOf(key);
    if (!value.exists || !change.removes(value.start)) return value;
    return new Value(value.document, 0, missingAt(container, key));
  }

  private element(container: Value): Value {
    const index = this.path.index;
    const change = this.changes.find(container);
    if (change == null || container.kind != Kind.Array)
      return container.at(index);
    const elements = container.elements();
    let before = 0;
    while (elements.next()) {
      if (change.removes(elements.value.start)) continue;
      if (before++ == index) return elements.value;
    }
    const added = index - before;
    if (elements.failure != null || added >= change.added.length)
      return container.at(i32.MAX_VALUE);
    this.added = added;
    return change.added[added].value;
  }

  /**
   * Puts JSON here, and the objects above it that are missing. Gives the value
   * it is now, null when it cannot be put.
   */
  put(json: Slice): Value | null {
    const old = this.value;
    const container = this.container;
    if (old.exists) {
      if (this.path.failed) return null;
      const value = valueOf(json);
      this.changes.of(old).replacement = value;
      return value;
    }
    const key = this.path.key;
    if (container == null || key == null || !this.isMissing) return null;
    // Null is as good as an object that is not there.
    const text = new Writer(json.len + 64);
    let closing = 0;
    if (container.kind == Kind.Null) closing = openMember(text, key, closing);
    while (this.path.next()) {
      const inner = this.path.key;
      if (inner == null) return null;
      closing = openMember(text, inner, closing);
    }
    if (this.path.failed) return null;
    const start = text.length;
    text.slices(json);
    for (let i = 0; i < closing; i++) text.byte(CharCode.CloseBrace);
    const value = valueOf(text.slice());
    if (container.kind == Kind.Null)
      this.changes.of(container).replacement = value;
    else this.changes.of(container).added.push(new Added(key, value));
    const document = value.document;
    return Value.of(new Slice(document.ptr + <usize>start, json.len));
  }

  /** Adds JSON to the list that is here; gives the element it is now. */
  append(json: Slice): Value {
    const value = valueOf(json);
    this.changes.of(this.value).added.push(new Added(EMPTY, value));
    return value;
  }

  /** Removes what is here; false at the root, which cannot be. */
  remove(): bool {
    const container = this.container;
    if (container == null || this.path.failed) return false;
    const change = this.changes.of(container);
    if (this.added >= 0) change.added.splice(this.added, 1);
    else change.remove(this.original);
    return true;
  }
}

function openMember(text: Writer, key: Slice, closing: i32): i32 {
  text.byte(CharCode.OpenBrace).quoted(key).byte(CharCode.Colon);
  return closing + 1;
}

/** A value of its own, at an address that nothing else has. */
function valueOf(json: Slice): Value {
  const len = <usize>json.len;
  const buffer = heap.alloc(len + PADDING_BYTES);
  memory.copy(buffer, json.ptr, len);
  memory.fill(buffer + len, 0, PADDING_BYTES);
  return Value.of(new Slice(buffer, json.len));
}
