// SPDX-License-Identifier: Apache-2.0
import { codesOf } from './codes.js';
import { MESSAGE_CODES } from './message-codes.js';
import { verdictOf } from './results.js';
import type { Result } from './results.js';

/**
 * A line for each code that verify-image-signatures gave for its rejections,
 * once each: where its catalogue of messages says what to do. Other policies
 * have other codes.
 *
 * @param repository - address of the project
 */
export function whatToDo(
  results: readonly Result[],
  repository: string,
): string {
  const codes = results.flatMap((result) => {
    const { allowed, status } = verdictOf(result);
    return allowed ? [] : codesOf(status?.message ?? '');
  });
  return [...new Set(codes)]
    .filter((code) => MESSAGE_CODES.has(code))
    .map(
      (code) =>
        `what to do: ${repository}/blob/main/docs/messages.md#${code}\n`,
    )
    .join('');
}
