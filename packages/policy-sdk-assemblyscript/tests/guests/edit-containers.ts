// SPDX-License-Identifier: Apache-2.0
import {
  AdmissionRequest,
  NoSettings,
  ObjectEditor,
  Verdict,
  containersOf,
  podSpecOf,
  policy,
} from '@kubewarden/policy-sdk-assemblyscript';
export { __guest_call } from '@kubewarden/policy-sdk-assemblyscript';

policy<NoSettings>(validate);

/** Changes, adds to and removes from every container. */
function validate(request: AdmissionRequest, _settings: NoSettings): Verdict {
  const editor = new ObjectEditor(request.object);
  const containers = containersOf(podSpecOf(request).value);
  while (containers.next()) {
    const container = editor.at(containers.container.json);
    container.setString('image', `${containers.container.image.value}@pinned`);
    container.setBoolean('securityContext.privileged', false);
    container.remove('stdin');
  }
  return editor.verdict();
}
