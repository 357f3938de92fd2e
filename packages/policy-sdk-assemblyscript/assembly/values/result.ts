// SPDX-License-Identifier: Apache-2.0
import { Failure } from './failure';
import { refuse } from './refusals';

/**
 * What a step that can fail gives: a value or a failure. Test `ok` where a
 * failure is not the end:
 *
 *     const image = container.image;
 *     if (!image.ok) return reject(image.failure.describe());
 *     if (image.value.startsWith('registry.example.org/')) return accept();
 *
 * Where it is the end, `value` alone is enough: the request is rejected with
 * the failure's path and message, whatever the handler answers.
 */
@final
@unmanaged
export class Result<T> {
  private constructor(
    private content: T,
    private problem: Failure | null,
  ) {}

  /** A success. */
  static of<T>(value: T): Result<T> {
    return new Result<T>(value, null);
  }

  /** A failure. */
  static failed<T>(failure: Failure): Result<T> {
    if (isReference<T>()) return new Result<T>(changetype<T>(0), failure);
    return new Result<T>(<T>0, failure);
  }

  /** Whether there is a value. */
  get ok(): bool {
    return this.problem == null;
  }

  /**
   * The value. Where there is none the call is bound to be rejected, and an
   * empty value stands in until the handler returns: 0, no text, no elements,
   * an object without anything. A class of the author's own has no such thing
   * and ends the call with a trap.
   */
  get value(): T {
    const problem = this.problem;
    if (problem == null) return this.content;
    refuse(problem);
    return standIn<T>();
  }

  /** The failure. Ends the call when there is none. */
  get failure(): Failure {
    const problem = this.problem;
    if (problem == null) throw new Error('a success has no failure');
    return problem;
  }
}

/** What a handler goes on with whose answer does not count any more. */
function standIn<T>(): T {
  if (isString<T>()) return changetype<T>('');
  if (isArray<T>()) return instantiate<T>();
  if (!isReference<T>()) return <T>0;
  if (isManaged<T>()) throw new Error('a failure has no value');
  const empty = heap.alloc(offsetof<T>());
  memory.fill(empty, 0, offsetof<T>());
  return changetype<T>(empty);
}
