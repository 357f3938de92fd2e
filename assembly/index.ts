// SPDX-License-Identifier: Apache-2.0
import { Operation, register } from '@kubewarden/policy-sdk-assemblyscript';
import { validate } from './validate';
import { validateSettings } from './validate-settings';

export { __guest_call } from '@kubewarden/policy-sdk-assemblyscript';

register(Operation.Validate, validate);
register(Operation.ValidateSettings, validateSettings);
