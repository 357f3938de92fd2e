// SPDX-License-Identifier: Apache-2.0
import {
  Cursor,
  Operation,
  Slice,
  accept,
  register,
  reject,
} from '@kubewarden/policy-sdk-assemblyscript';

export { __guest_call } from '@kubewarden/policy-sdk-assemblyscript';

/** Looks for a field through the public cursor, as a policy would. */
function findLast(payload: Slice): Slice {
  const cursor = Cursor.over(payload);
  if (!cursor.enterObject()) return reject('no object');
  while (cursor.nextMember()) {
    if (cursor.keyIs('zLast')) return accept();
    cursor.skip();
  }
  return reject('no such field');
}

/** The same without reading, so that the difference is the cursor's cost. */
function readNothing(_payload: Slice): Slice {
  return accept();
}

register(Operation.Validate, findLast);
register(Operation.ValidateSettings, readNothing);
