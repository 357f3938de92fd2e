// SPDX-License-Identifier: Apache-2.0

/** Why the API server refuses a request. */
type Reason = 'NotFound' | 'AlreadyExists' | 'Conflict' | 'Invalid' | 'Denied';

export class ApiError extends Error {
  constructor(
    readonly reason: Reason,
    message: string,
  ) {
    super(message);
  }
}

/** Whether an error is the API server's, for one of these reasons. */
export function isRefusal(
  error: unknown,
  ...reasons: readonly Reason[]
): error is ApiError {
  return error instanceof ApiError && reasons.includes(error.reason);
}
