// SPDX-License-Identifier: Apache-2.0
import { EMPTY, Slice } from '../bytes/slice';
import { appendKey, pathAt } from '../json/path';
import { Writer } from '../json/writer';

/** Why something could not be read, or what a host call ended with. */
export const enum FailureCode {
  /** The value is not there. */
  Missing,
  /** The value is of another type. */
  WrongType,
  /** The value is of the right type, but not one that is allowed. */
  NotAllowed,
  /** A key stands twice in one object, so that readers disagree about it. */
  Duplicate,
  /** The document is no well-formed JSON. */
  Malformed,
  /** The host reports an error; the message is the host's. */
  HostError,
  /** The host's answer is not what this operation answers with. */
  HostAnswer,
  /** The host answers that the image or certificate is not trusted. */
  Untrusted,
}

/**
 * An error as a value: a code for programs, and a path and a message for
 * people. No message contains secrets or addresses.
 */
@final
@unmanaged
export class Failure {
  /** The document, the place in it and the key there, until the path is told. */
  private document: Slice;
  private place: usize;
  private key: Slice | null;

  constructor(
    public code: FailureCode,
    private told: Slice,
    /** What is wrong, without the path. */
    public message: Slice,
  ) {
    this.document = EMPTY;
    this.place = 0;
    this.key = null;
  }

  /**
   * Where, such as `spec.containers[0].image`; empty at the root. It is looked
   * for when it is asked for: most failures are looked at and forgotten, and
   * finding a path means to walk the document up to it.
   */
  get path(): Slice {
    if (this.place == 0) return this.told;
    const path = new Writer(64).slices(pathAt(this.document, this.place));
    const key = this.key;
    if (key != null) appendKey(path, key);
    this.place = 0;
    this.told = path.slice();
    return this.told;
  }

  /** `path: message`, or the message alone at the root, as UTF-8. */
  describe(): Slice {
    const path = this.path;
    if (path.len == 0) return this.message;
    return new Writer(path.len + this.message.len + 2)
      .slices(path)
      .literal(': ')
      .slices(this.message)
      .slice();
  }

  /** What `describe` gives, as a string. */
  toString(): string {
    return this.describe().toString();
  }

  /** A failure without a place; `message` is ASCII. */
  static plain(code: FailureCode, message: string): Failure {
    return new Failure(code, EMPTY, Slice.of(message));
  }

  /**
   * A failure at an address of a document; with a key, of that member of the
   * object there. `message` is ASCII.
   */
  static at(
    code: FailureCode,
    document: Slice,
    place: usize,
    key: Slice | null,
    message: Slice,
  ): Failure {
    const failure = new Failure(code, EMPTY, message);
    failure.document = document;
    failure.place = place;
    failure.key = key;
    return failure;
  }
}
