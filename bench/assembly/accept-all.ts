// SPDX-License-Identifier: Apache-2.0
import {
  Operation,
  Slice,
  accept,
  register,
  validSettings,
} from '@kubewarden/policy-sdk-assemblyscript';

export { __guest_call } from '@kubewarden/policy-sdk-assemblyscript';

register(Operation.Validate, (_payload: Slice): Slice => accept());
register(Operation.ValidateSettings, (_payload: Slice): Slice =>
  validSettings(),
);
