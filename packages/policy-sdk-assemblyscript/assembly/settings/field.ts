// SPDX-License-Identifier: Apache-2.0
import { Failure, FailureCode } from '../values/failure';
import { failureAt } from '../values/problems';
import { Value } from '../values/value';
import { SettingsReader } from './reader';

/**
 * One key of the settings. Requirements come first, the type comes last and
 * reads the value; `..Or` gives what holds without one. After a problem the
 * getters give empty values, which `SettingsReader.finish` keeps from use.
 */
@final
@unmanaged
export class Field {
  private value: Value;
  private minimum: i64;
  private maximum: i64;
  private mayBeEmpty: bool;
  private isUnique: bool;
  private allowed: Array<string> | null;

  constructor(
    private reader: SettingsReader,
    private name: string,
  ) {
    this.value = reader.json.member(name);
    this.minimum = i64.MIN_VALUE;
    this.maximum = i64.MAX_VALUE;
    this.mayBeEmpty = true;
    this.isUnique = false;
    this.allowed = null;
  }

  /** The key may also stand under an older name, but not under both. */
  renamedFrom(older: string): Field {
    this.reader.allow(older);
    const old = this.reader.json.member(older);
    if (!old.exists) return this;
    if (this.value.exists) {
      this.problemAt(old, 'is the old name of a key that is set too');
      return this;
    }
    const hint = `is deprecated, write ${this.name}`;
    const note = failureAt(old, old.start, FailureCode.NotAllowed, hint);
    this.reader.deprecated.push(note.toString());
    this.value = old;
    return this;
  }

  /** Texts, lists and maps must not be empty, nor texts in lists. */
  notEmpty(): Field {
    this.mayBeEmpty = false;
    return this;
  }

  /** Lists must not have the same text twice. */
  unique(): Field {
    this.isUnique = true;
    return this;
  }

  /** A text, or each of a list, must be one of these. */
  oneOf(values: string[]): Field {
    this.allowed = values;
    return this;
  }

  /** An integer must be from `minimum` to `maximum`. */
  between(minimum: i64, maximum: i64): Field {
    this.minimum = minimum;
    this.maximum = maximum;
    return this;
  }

  /** Whether the key is there and not null. */
  get isSet(): bool {
    return !this.value.isAbsent;
  }

  /** Records a problem of the author's own; `message` is ASCII. */
  problem(message: string): void {
    this.problemAt(this.value, message);
  }

  private problemAt(value: Value, message: string): void {
    const at = value.exists ? value : this.reader.json;
    this.reader.report(
      at.start,
      failureAt(at, at.start, FailureCode.NotAllowed, message),
    );
  }

  private report(failure: Failure): void {
    const at = this.value.exists ? this.value : this.reader.json;
    this.reader.report(at.start, failure);
  }

  /** The failure of a field that must be set, and is null or not there. */
  private missing(): Failure {
    const problem = this.value.problem;
    if (problem != null) return problem;
    return failureAt(
      this.value,
      this.value.start,
      FailureCode.Missing,
      'missing',
    );
  }

  /** A text that must be set. */
  string(): string {
    if (!this.isSet) {
      this.report(this.missing());
      return '';
    }
    const text = this.value.string();
    if (!text.ok) {
      this.report(text.failure);
      return '';
    }
    this.check(this.value, text.value);
    return text.value;
  }

  /** A text. */
  stringOr(fallback: string): string {
    return this.isSet ? this.string() : fallback;
  }

  private check(value: Value, text: string): void {
    const allowed = this.allowed;
    if (!this.mayBeEmpty && text.length == 0)
      this.problemAt(value, 'must not be empty');
    else if (allowed != null && !allowed.includes(text))
      this.problemAt(value, 'must be one of ' + allowed.join(', '));
  }

  /** An integer that must be set. */
  integer(): i64 {
    if (!this.isSet) {
      this.report(this.missing());
      return 0;
    }
    const read = this.value.integer();
    if (!read.ok) {
      this.report(read.failure);
      return 0;
    }
    const integer = read.value;
    if (integer < this.minimum || integer > this.maximum)
      this.problem(
        `must be from ${this.minimum.toString()} to ${this.maximum.toString()}`,
      );
    return integer;
  }

  /** An integer. */
  integerOr(fallback: i64): i64 {
    return this.isSet ? this.integer() : fallback;
  }

  /** A boolean that must be set. */
  boolean(): bool {
    if (!this.isSet) {
      this.report(this.missing());
      return false;
    }
    const read = this.value.boolean();
    if (read.ok) return read.value;
    this.report(read.failure);
    return false;
  }

  /** A boolean. */
  booleanOr(fallback: bool): bool {
    return this.isSet ? this.boolean() : fallback;
  }

  /** A list of texts that must be set. */
  strings(): string[] {
    const list = new Array<string>();
    if (!this.isSet) {
      this.report(this.missing());
      return list;
    }
    const elements = this.value.elements();
    while (elements.next()) {
      const text = elements.value.string();
      if (!text.ok) {
        this.reader.report(elements.value.start, text.failure);
        continue;
      }
      this.check(elements.value, text.value);
      if (this.isUnique && list.includes(text.value))
        this.problemAt(elements.value, 'is in the list twice');
      list.push(text.value);
    }
    this.finishList(elements.failure, list.length);
    return list;
  }

  /** A list of texts. */
  stringsOr(fallback: string[]): string[] {
    return this.isSet ? this.strings() : fallback;
  }

  private finishList(failure: Failure | null, length: i32): void {
    if (failure != null) this.report(failure);
    else if (length == 0 && !this.mayBeEmpty) this.problem('must not be empty');
  }

  /** A map from text to text; empty when not set. */
  stringMap(): Map<string, string> {
    const map = new Map<string, string>();
    if (!this.isSet) {
      if (!this.mayBeEmpty) this.report(this.missing());
      return map;
    }
    const members = this.value.members();
    while (members.next()) {
      const text = members.value.string();
      const key = members.key.toString();
      if (!text.ok) this.reader.report(members.value.start, text.failure);
      else if (map.has(key)) this.problemAt(members.value, 'duplicate key');
      else {
        this.check(members.value, text.value);
        map.set(key, text.value);
      }
    }
    this.finishList(members.failure, map.size);
    return map;
  }

  /** An object with fields of its own; its keys are checked too. */
  object(): SettingsReader {
    if (!this.isSet) {
      this.report(this.missing());
      return this.reader.inside(new Value(this.value.document, 0));
    }
    return this.reader.inside(this.value);
  }

  /** A list of objects with fields of their own; empty when not set. */
  objects(): SettingsReader[] {
    const list = new Array<SettingsReader>();
    if (!this.isSet) {
      if (!this.mayBeEmpty) this.report(this.missing());
      return list;
    }
    const elements = this.value.elements();
    while (elements.next()) list.push(this.reader.inside(elements.value));
    this.finishList(elements.failure, list.length);
    return list;
  }
}
