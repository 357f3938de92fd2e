// SPDX-License-Identifier: Apache-2.0
import { Slice } from '../bytes/slice';
import { Answer, Outcome, callHost } from '../wapc/host';
import { Failure, FailureCode } from '../values/failure';
import { Result } from '../values/result';
import { Value } from '../values/value';

/**
 * Calls the host and checks that it answers with one JSON value. What the host
 * reports as an error is a failure with the host's text, which may have
 * several lines.
 */
export function request(
  namespace: Slice,
  operation: Slice,
  payload: Slice,
): Result<Value> {
  const answer = callHost(namespace, operation, payload);
  if (!answer.ok) return Result.failed<Value>(failureOf(answer));
  const value = Value.of(answer.bytes);
  const cursor = value.cursor();
  if (!cursor.skip() || !cursor.finish())
    return Result.failed<Value>(malformed('answer is not valid JSON'));
  return Result.of<Value>(value);
}

/** The failure of a host call. */
export function failureOf(answer: Answer): Failure {
  if (answer.outcome == Outcome.TooLarge)
    return malformed('answer does not fit into memory');
  if (answer.outcome == Outcome.NotUtf8)
    return malformed('answer is not valid UTF-8');
  return new Failure(FailureCode.HostError, new Slice(0, 0), answer.bytes);
}

/** An answer that is not what the operation answers with. */
export function malformed(message: string): Failure {
  return Failure.plain(FailureCode.HostAnswer, message);
}

/** The failure of reading an answer, as one of the answer. */
export function unexpected(failure: Failure): Failure {
  return new Failure(FailureCode.HostAnswer, failure.path, failure.message);
}
