// SPDX-License-Identifier: Apache-2.0
import {
  AdmissionRequest,
  ObjectEditor,
  Verdict,
  pathOf,
  policy,
} from '@kubewarden/policy-sdk-assemblyscript';
import { Settings } from './settings';
export { __guest_call } from '@kubewarden/policy-sdk-assemblyscript';

policy<Settings>(validate);

/** Gives objects the labels that they lack. */
function validate(request: AdmissionRequest, settings: Settings): Verdict {
  const editor = new ObjectEditor(request.object);
  const names = settings.labels.keys();
  for (let i = 0; i < names.length; i++) {
    const path = pathOf(['metadata', 'labels', names[i]]);
    const label = request.object.get(path).stringOr('').value;
    if (label.length == 0)
      editor.setString(path, settings.labels.get(names[i]));
  }
  return editor.verdict();
}
