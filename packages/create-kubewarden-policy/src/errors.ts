// SPDX-License-Identifier: Apache-2.0

/** Why a project could not be made. */
export type CreateErrorCode =
  'NAME' | 'KIND' | 'AUTHOR' | 'FOLDER' | 'CHECKOUT' | 'TEMPLATE';

/** A problem that the user can do something about. */
export class CreateError extends Error {
  constructor(
    readonly code: CreateErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'CreateError';
  }
}
