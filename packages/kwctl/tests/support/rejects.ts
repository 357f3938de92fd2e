// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { KwctlError } from '../../src/errors.js';

/** Asserts a KwctlError with this code and a message that starts like this. */
export async function rejects(
  promise: Promise<unknown>,
  code: string,
  message: string,
): Promise<KwctlError> {
  let failure: unknown;
  try {
    await promise;
  } catch (error) {
    failure = error;
  }
  assert.ok(failure instanceof KwctlError, `no KwctlError: ${String(failure)}`);
  assert.equal(failure.code, code, failure.message);
  assert.equal(failure.message.slice(0, message.length), message);
  return failure;
}
