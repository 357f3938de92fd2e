// SPDX-License-Identifier: Apache-2.0
import {
  Value,
  Verdict,
  accept,
  rawPolicy,
  reject,
} from '@kubewarden/policy-sdk-assemblyscript';
import { Settings } from './settings';
export { __guest_call } from '@kubewarden/policy-sdk-assemblyscript';

rawPolicy<Settings>(validate);

/** Checks documents such as `{"user":"alice"}`. */
function validate(request: Value, settings: Settings): Verdict {
  // A user that is no string rejects the request, with its path.
  const user = request.member('user').string().value;
  return settings.users.includes(user)
    ? accept()
    : reject(`${user} may not ask`, 403);
}
