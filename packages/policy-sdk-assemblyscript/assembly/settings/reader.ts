// SPDX-License-Identifier: Apache-2.0
import { Slice } from '../bytes/slice';
import { Level, log } from '../capabilities/tracing';
import { Kind } from '../json/kind';
import { invalidSettings, validSettings } from '../responses/verdict';
import { Failure, FailureCode } from '../values/failure';
import { failureAt, wrongTypeAt } from '../values/problems';
import { Value } from '../values/value';
import { Field } from './field';
import { nearestName } from './hint';
import { Problems } from './problems';

/**
 * Reads settings by declaring them: each `field` names a key, what it must be
 * and what it is without one. All problems are collected, with their paths;
 * a key that was never declared is one.
 *
 *     const reader = SettingsReader.over(settings);
 *     const denied = reader.field('deniedLabels').notEmpty().strings();
 *     const limit = reader.field('limit').between(1, 10).integerOr(3);
 *     return reader.response();
 */
@final
@unmanaged
export class SettingsReader {
  private names: Array<string>;
  /** Keys that may be there, but are not what should be written. */
  private others: Array<string>;
  private nested: Array<SettingsReader>;
  private finished: bool;
  /** Whether there is no object, which one message is enough to say. */
  private muted: bool;

  constructor(
    /** The object that is read. */
    public json: Value,
    /** What is wrong so far; complete when `finish` has run. */
    public problems: Problems,
    /** Which keys stand under their old names: `old: is deprecated, write new`. */
    public deprecated: Array<string>,
  ) {
    this.names = new Array<string>();
    this.others = new Array<string>();
    this.nested = new Array<SettingsReader>();
    this.finished = false;
    this.muted = false;
    const isObject = json.kind == Kind.Object;
    if (json.exists && !isObject)
      this.report(json.start, wrongTypeAt(json, 'an object'));
    this.muted = !isObject;
  }

  /** Reads the payload of `validate_settings`. */
  static over(payload: Slice): SettingsReader {
    const json = Value.of(payload);
    const reader = SettingsReader.of(json);
    const cursor = json.cursor();
    if (!cursor.skip() || !cursor.finish())
      reader.problems.add(
        cursor.position,
        Slice.of('settings are not valid JSON'),
      );
    return reader;
  }

  /** Reads the settings that came with a request. */
  static of(settings: Value): SettingsReader {
    return new SettingsReader(settings, new Problems(), new Array<string>());
  }

  /** Declares a key. */
  field(name: string): Field {
    this.names.push(name);
    return new Field(this, name);
  }

  /** Lets a key be there without being read. */
  allow(name: string): void {
    this.others.push(name);
  }

  /** A reader of an object inside this one. */
  inside(object: Value): SettingsReader {
    const reader = new SettingsReader(object, this.problems, this.deprecated);
    this.nested.push(reader);
    return reader;
  }

  /** Records a problem; `place` is an address of the settings. */
  report(place: usize, failure: Failure): void {
    if (!this.muted) this.problems.add(place, failure.describe());
  }

  /**
   * Looks for keys that nobody declared, and tells whether the settings are
   * good. To be called when all fields are declared.
   */
  finish(): bool {
    if (!this.finished) {
      this.finished = true;
      this.findUnknown();
      for (let i = 0; i < this.nested.length; i++) this.nested[i].finish();
    }
    return this.problems.count == 0;
  }

  private findUnknown(): void {
    if (this.json.kind != Kind.Object) return;
    const members = this.json.members();
    while (members.next()) {
      const key = members.key.toString();
      if (this.names.includes(key) || this.others.includes(key)) continue;
      const place = members.value.start;
      const nearest = nearestName(members.key, this.names);
      const text =
        nearest.length == 0
          ? 'unknown key'
          : `unknown key, did you mean ${nearest}?`;
      this.report(
        place,
        failureAt(this.json, place, FailureCode.NotAllowed, text),
      );
    }
    const problem = members.failure;
    if (problem != null) this.report(this.json.start, problem);
  }

  /**
   * Logs a warning for each key that stands under its old name. Enough where
   * settings are validated: they do not change between requests.
   */
  logDeprecated(): void {
    for (let i = 0; i < this.deprecated.length; i++)
      log(Level.Warning, this.deprecated[i]);
  }

  /** The answer of `validate_settings`. */
  response(): Slice {
    if (this.finish()) return validSettings();
    return invalidSettings(this.problems.describe());
  }
}
