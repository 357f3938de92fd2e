// SPDX-License-Identifier: Apache-2.0
import { Failure } from './failure';

/**
 * What a step that can fail gives: a value or a failure. AssemblyScript has no
 * exceptions that a policy could survive, so test `ok` before `value`:
 *
 *     const image = container.get('image').string();
 *     if (!image.ok) return reject(image.failure.describe());
 *     if (image.value.startsWith('registry.example.org/')) return accept();
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

  /** The value. Ends the call when there is none, so that nothing passes. */
  get value(): T {
    if (this.problem != null) unreachable();
    return this.content;
  }

  /** The failure. Ends the call when there is none. */
  get failure(): Failure {
    const problem = this.problem;
    if (problem == null) unreachable();
    return changetype<Failure>(problem);
  }
}
