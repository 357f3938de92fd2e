// SPDX-License-Identifier: Apache-2.0
import { Slice } from '../bytes/slice';
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
  constructor(
    public code: FailureCode,
    /** Where, such as `spec.containers[0].image`; empty at the root. */
    public path: Slice,
    /** What is wrong, without the path. */
    public message: Slice,
  ) {}

  /** `path: message`, or the message alone at the root, as UTF-8. */
  describe(): Slice {
    if (this.path.len == 0) return this.message;
    return new Writer(this.path.len + this.message.len + 2)
      .slices(this.path)
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
    return new Failure(code, new Slice(0, 0), Slice.of(message));
  }
}
