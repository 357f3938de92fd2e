// SPDX-License-Identifier: Apache-2.0
import {
  AdmissionRequest,
  Operation,
  Payload,
  SettingsReader,
  Slice,
  accept,
  register,
  reject,
} from '@kubewarden/policy-sdk-assemblyscript';
import { Settings } from './settings';
export { __guest_call } from '@kubewarden/policy-sdk-assemblyscript';

register(Operation.Validate, validate);
register(Operation.ValidateSettings, validateSettings);

/** Rejects objects whose name is denied. */
function validate(bytes: Slice): Slice {
  const payload = Payload.read(bytes);
  if (!payload.ok) return reject(payload.failure.describe());
  const reader = SettingsReader.of(payload.value.settings);
  const settings = new Settings(reader);
  if (!reader.finish()) return reject(reader.problems.describe());

  const request = new AdmissionRequest(payload.value.request);
  const name = request.object.get('metadata.name').stringOr('');
  if (!name.ok) return reject(name.failure.describe());
  if (settings.deniedNames.includes(name.value))
    return reject(`the name ${name.value} is denied`);
  return accept();
}

function validateSettings(bytes: Slice): Slice {
  const reader = SettingsReader.over(bytes);
  new Settings(reader);
  return reader.response();
}
