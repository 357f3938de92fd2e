// SPDX-License-Identifier: Apache-2.0
import {
  allocate,
  PADDING_BYTES,
} from '@kubewarden/policy-sdk-assemblyscript/core';

/**
 * A new object whose fields are all 0, false or null. `new` has code for each
 * of them; here it is the zeroes behind an empty buffer that become the object.
 */
export function blank<T>(): T {
  if (offsetof<T>() > PADDING_BYTES) ERROR('more fields than there are zeroes');
  return changetype<T>(allocate(0));
}
