// SPDX-License-Identifier: Apache-2.0
import {
  AdmissionRequest,
  GetResource,
  Verdict,
  accept,
  pathOf,
  policy,
  reject,
} from '@kubewarden/policy-sdk-assemblyscript';
import { Settings } from './settings';
export { __guest_call } from '@kubewarden/policy-sdk-assemblyscript';

policy<Settings>(validate);

/** Rejects objects in namespaces without the label. */
function validate(request: AdmissionRequest, settings: Settings): Verdict {
  const name = request.namespace.value;
  const namespace = new GetResource('v1', 'Namespace', name).send();
  if (!namespace.ok) return reject(namespace.failure.describe());
  const path = pathOf(['metadata', 'labels', settings.label]);
  const label = namespace.value.get(path).stringOr('').value;
  return label.length > 0
    ? accept()
    : reject(`namespace ${name} has no label ${settings.label}`);
}
