// SPDX-License-Identifier: Apache-2.0
export {
  RequestBuilder,
  createPod,
  document,
  json,
  rawPayload,
  requestTo,
} from './requests';
export { ExpectedCall, expectCall, scriptProblem } from './scripted-host';
