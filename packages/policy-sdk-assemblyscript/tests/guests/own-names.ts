// SPDX-License-Identifier: Apache-2.0
// An array's `fill`, called like a function of the SDK, and a literal that is
// longer than those that the transform keeps as data.
import {
  Operation,
  Slice,
  Writer,
  register,
} from '@kubewarden/policy-sdk-assemblyscript';
export { __guest_call } from '@kubewarden/policy-sdk-assemblyscript';

register(Operation.Validate, (_payload: Slice): Slice => {
  const filled = ['b', 'b'].fill('a').join('');
  return new Writer(512)
    .literal(
      '01234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789',
    )
    .slices(Slice.of(filled))
    .slice();
});
