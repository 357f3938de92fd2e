// SPDX-License-Identifier: Apache-2.0
import { CharCode } from '../bytes/char-code';
import { EMPTY, Slice } from '../bytes/slice';
import { utf8 } from '../bytes/text';
import { Kind } from '../json/kind';
import { Writer } from '../json/writer';
import { Failure, FailureCode } from '../values/failure';
import { PathReader } from '../values/path-reader';
import { wrongTypeAt } from '../values/problems';
import { withdraw } from '../values/refusals';
import { malformedPath } from '../values/steps';
import { Value } from '../values/value';
import { changedText } from './changed-text';
import { Changes } from './changes';
import { Place } from './place';
import { Response } from './response';
import { accept, reject } from './verdict';

/**
 * Changes an object by paths, or by the values that a policy has found in it.
 * All that is not changed stays as it was, byte for byte:
 *
 *     const editor = new ObjectEditor(request.object);
 *     editor.setString('metadata.labels.team', 'web');
 *     while (containers.next())
 *       editor.at(containers.container.json).setBoolean('stdin', false);
 *     return editor.verdict();
 *
 * Objects on the way that are not there are made; elements of lists are not. A
 * change that cannot be made is the editor's `failure`, none after it is made,
 * and the request is rejected with it unless somebody looks at it.
 */
@final
@unmanaged
export class ObjectEditor {
  private changes: Changes;
  /** The object's bytes as they were. */
  private text: Slice;
  /** Where the paths begin. */
  private base: Value;

  constructor(object: Value) {
    this.changes = new Changes();
    this.text = EMPTY;
    this.base = object;
    const bytes = object.raw();
    if (bytes.ok) this.text = bytes.value;
    else this.changes.fail(bytes.failure);
  }

  /** Why a change could not be made; null while all could. */
  get failure(): Failure | null {
    const problem = this.changes.problem;
    if (problem != null) withdraw(problem);
    return problem;
  }

  /** The object with all changes made so far. */
  bytes(): Slice {
    return changedText(this.text, this.changes);
  }

  /**
   * The verdict that accepts the object as it is changed; a rejection when a
   * change could not be made.
   */
  verdict(): Slice {
    const problem = this.failure;
    if (problem != null) return reject(problem.describe());
    if (this.changes.count == 0) return accept();
    return Response.accept().mutate(this.bytes()).bytes();
  }

  /**
   * An editor of the same object whose paths begin at one of its values, as the
   * request has it. Its changes take no longer the farther the value is behind.
   */
  at(value: Value): ObjectEditor {
    const text = this.text;
    if (!value.exists) this.fail(value.raw().failure);
    else if (value.start < text.ptr || value.start >= text.end)
      this.fail(
        Failure.plain(FailureCode.NotAllowed, 'the value is of another object'),
      );
    return this.basedOn(value);
  }

  private basedOn(value: Value): ObjectEditor {
    const editor = changetype<ObjectEditor>(
      heap.alloc(offsetof<ObjectEditor>()),
    );
    editor.changes = this.changes;
    editor.text = this.text;
    editor.base = value;
    return editor;
  }

  private fail(failure: Failure): void {
    if (this.changes.problem == null) this.changes.fail(failure);
  }

  /** Sets the value at a path to JSON. */
  set(path: string, json: Slice): void {
    this.put(path, json);
  }

  /** Sets the value at a path to a text, a string or a slice. */
  setString<T>(path: string, text: T): void {
    this.put(path, stringJson(text).slice());
  }

  /** Sets the value at a path to a number. */
  setInteger(path: string, value: i64): void {
    this.put(path, new Writer(24).integer(value).slice());
  }

  /** Sets the value at a path to `true` or `false`. */
  setBoolean(path: string, value: bool): void {
    this.put(path, new Writer(8).boolean(value).slice());
  }

  /** Sets the value at a path to a list of texts. */
  setStrings(path: string, texts: string[]): void {
    const json = new Writer(256).byte(CharCode.OpenBracket);
    for (let i = 0; i < texts.length; i++) {
      if (i > 0) json.byte(CharCode.Comma);
      json.slices(stringJson(texts[i]).slice());
    }
    this.put(path, json.byte(CharCode.CloseBracket).slice());
  }

  /** Sets the value at a path to an empty object; gives an editor of it. */
  setObject(path: string): ObjectEditor {
    return this.basedOn(this.put(path, Slice.of('{}')));
  }

  /** Adds JSON to the end of the list at a path, which is made if missing. */
  append(path: string, json: Slice): void {
    this.push(path, json);
  }

  /** Adds a text, a string or a slice, to the end of the list at a path. */
  appendString<T>(path: string, text: T): void {
    this.push(path, stringJson(text).slice());
  }

  /** Adds an empty object to the list at a path; gives an editor of it. */
  appendObject(path: string): ObjectEditor {
    return this.basedOn(this.push(path, Slice.of('{}')));
  }

  /** Removes the member or element at a path; one that is not there is fine. */
  remove(path: string): void {
    const place = this.find(path);
    if (place == null) return;
    if (place.value.exists) {
      if (!place.remove()) this.fail(malformedPath(Slice.of(path)));
    } else if (!place.isMissing) this.fail(place.failure);
  }

  /** Puts JSON at a path; gives its value, or this editor's after a failure. */
  private put(path: string, json: Slice): Value {
    const place = this.find(path);
    if (place == null) return this.base;
    const value = place.put(json);
    if (value != null) return value;
    this.fail(place.failure);
    return this.base;
  }

  private push(path: string, json: Slice): Value {
    const place = this.find(path);
    if (place == null) return this.base;
    const list = place.value;
    if (list.kind == Kind.Array) return place.append(json);
    if (list.exists && list.kind != Kind.Null) {
      this.fail(wrongTypeAt(list, 'an array'));
      return this.base;
    }
    const array = new Writer(json.len + 2)
      .byte(CharCode.OpenBracket)
      .slices(json)
      .byte(CharCode.CloseBracket);
    return this.put(path, array.slice()).at(0);
  }

  /** The place at a path; null when there was a failure before. */
  private find(path: string): Place | null {
    if (this.changes.problem != null) return null;
    return new Place(this.changes, this.base, new PathReader(Slice.of(path)));
  }
}

function stringJson<T>(text: T): Writer {
  const bytes = utf8(text);
  return new Writer(bytes.len + 16).quoted(bytes);
}
