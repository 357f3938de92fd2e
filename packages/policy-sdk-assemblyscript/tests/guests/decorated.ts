// SPDX-License-Identifier: Apache-2.0
import {
  Operation,
  Payload,
  Slice,
  Value,
  invalidSettings,
  register,
  reject,
  validSettings,
} from '@kubewarden/policy-sdk-assemblyscript';
import {
  decode,
  encode,
} from '@kubewarden/policy-sdk-assemblyscript/assembly/json-as';
export { __guest_call } from '@kubewarden/policy-sdk-assemblyscript';


@json
class Settings {
  name: string = 'none';
  limit: i32 = 3;
  labels: string[] = [];
  strict: bool = false;
}

register(Operation.Validate, validate);
register(Operation.ValidateSettings, validateSettings);

/** Answers with the settings as they were understood. */
function validate(bytes: Slice): Slice {
  const payload = Payload.read(bytes);
  if (!payload.ok) return reject(payload.failure.describe());
  const settings = decode<Settings>(payload.value.settings);
  if (!settings.ok) return reject(settings.failure.describe());
  return reject(encode(settings.value));
}

function validateSettings(bytes: Slice): Slice {
  const settings = decode<Settings>(Value.of(bytes));
  if (!settings.ok) return invalidSettings(settings.failure.describe());
  return validSettings();
}
