// SPDX-License-Identifier: Apache-2.0
export { TestPolicy } from './test-policy.js';
export type { Case, DeclareTest, Question } from './test-policy.js';
export type { AskedCall, Expectation, Outcome } from './outcome.js';
export {
  accepts,
  all,
  asks,
  invalidSettings,
  mutatesTo,
  rejects,
  validSettings,
  warns,
} from './expectations.js';
export type { TextPattern } from './expectations.js';
export { create, remove, update } from './requests.js';
export type { KubernetesObject, Request, RequestOptions } from './requests.js';
export { WORKLOAD_KINDS, pod, workload } from './objects.js';
export type { WorkloadKind } from './objects.js';
