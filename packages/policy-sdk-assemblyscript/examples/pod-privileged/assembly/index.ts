// SPDX-License-Identifier: Apache-2.0
import {
  AdmissionRequest,
  NoSettings,
  Verdict,
  accept,
  containersOf,
  podSpecOf,
  policy,
  reject,
} from '@kubewarden/policy-sdk-assemblyscript';
export { __guest_call } from '@kubewarden/policy-sdk-assemblyscript';

policy<NoSettings>(validate);

/** Rejects pods of which a container asks to be privileged. */
function validate(request: AdmissionRequest, _settings: NoSettings): Verdict {
  // What cannot be read rejects by itself, with its path.
  const containers = containersOf(podSpecOf(request).value);
  while (containers.next()) {
    const container = containers.container;
    const privileged = container.json
      .get('securityContext.privileged')
      .booleanOr(false);
    if (!privileged.value) continue;
    const name = container.name;
    return reject(
      `container ${name.ok ? name.value : 'without name'} is privileged`,
    );
  }
  return accept();
}
