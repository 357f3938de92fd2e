// SPDX-License-Identifier: Apache-2.0
import {
  AdmissionRequest,
  Operation,
  Payload,
  SettingsReader,
  Slice,
  accept,
  containersOf,
  podSpecOf,
  register,
  reject,
} from '@kubewarden/policy-sdk-assemblyscript';
export { __guest_call } from '@kubewarden/policy-sdk-assemblyscript';

register(Operation.Validate, validate);
register(Operation.ValidateSettings, validateSettings);

/** Rejects pods of which a container asks to be privileged. */
function validate(bytes: Slice): Slice {
  const payload = Payload.read(bytes);
  if (!payload.ok) return reject(payload.failure.describe());
  const podSpec = podSpecOf(new AdmissionRequest(payload.value.request));
  // An object that cannot be understood must not pass.
  if (!podSpec.ok) return reject(podSpec.failure.describe());

  const containers = containersOf(podSpec.value);
  while (containers.next()) {
    const container = containers.container.json;
    const privileged = container
      .get('securityContext.privileged')
      .booleanOr(false);
    if (!privileged.ok) return reject(privileged.failure.describe());
    if (!privileged.value) continue;
    const name = containers.container.name;
    return reject(
      `container ${name.ok ? name.value : 'without name'} is privileged`,
    );
  }
  const failure = containers.failure;
  if (failure != null) return reject(failure.describe());
  return accept();
}

/** There are no settings. */
function validateSettings(settings: Slice): Slice {
  return SettingsReader.over(settings).response();
}
