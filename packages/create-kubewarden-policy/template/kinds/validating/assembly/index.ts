// SPDX-License-Identifier: Apache-2.0
import {
  AdmissionRequest,
  Verdict,
  accept,
  policy,
  reject,
} from '@kubewarden/policy-sdk-assemblyscript';
import { Settings } from './settings';
export { __guest_call } from '@kubewarden/policy-sdk-assemblyscript';

policy<Settings>(validate);

/** Rejects objects whose name is denied. */
function validate(request: AdmissionRequest, settings: Settings): Verdict {
  // A name that is no string rejects the request, with its path.
  const name = request.object.get('metadata.name').stringOr('').value;
  if (settings.deniedNames.includes(name))
    return reject(`the name ${name} is denied`);
  return accept();
}
