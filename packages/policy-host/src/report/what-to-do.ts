// SPDX-License-Identifier: Apache-2.0
import { MESSAGE_CODES } from './message-codes.js';

/**
 * A line for each code that verify-image-signatures gave for its rejections,
 * once each: where its catalogue of messages says what to do. Other policies
 * have other codes.
 *
 * @param codes - of all rejections
 * @param repository - address of the project
 */
export function whatToDo(codes: readonly string[], repository: string): string {
  return [...new Set(codes)]
    .filter((code) => MESSAGE_CODES.has(code))
    .map(
      (code) =>
        `what to do: ${repository}/blob/main/docs/messages.md#${code}\n`,
    )
    .join('');
}
