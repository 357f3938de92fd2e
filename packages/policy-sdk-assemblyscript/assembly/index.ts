// SPDX-License-Identifier: Apache-2.0

// What `--use` names must be part of the program; authors call none of it.
import './wapc/abort';
import './wapc/bump';
import './wapc/explain';

export { EMPTY, Slice } from './bytes/slice';
export { utf8 } from './bytes/text';
export { AccessReview, CanI } from './capabilities/can-i';
export {
  Certificate,
  CertificateTrust,
  isCertificateTrusted,
} from './capabilities/crypto';
export { GetResource, ListResources } from './capabilities/kubernetes';
export { lookupHost } from './capabilities/net';
export {
  ManifestAndConfig,
  manifestDigest,
  ociManifest,
  ociManifestConfig,
} from './capabilities/oci';
export {
  Annotations,
  KeylessIdentity,
  KeylessPrefix,
  verifyCertificate,
  verifyGithubActions,
  verifyKeyless,
  verifyKeylessPrefix,
  verifyKeylessV1,
  verifyPubKeys,
  verifyPubKeysV1,
} from './capabilities/oci-verify';
export { Level, LogEvent, log } from './capabilities/tracing';
export { Cursor } from './json/cursor';
export { Kind } from './json/kind';
export { pathAt } from './json/path';
export { Writer } from './json/writer';
export {
  Container,
  ContainerList,
  Containers,
  containersOf,
} from './kubernetes/containers';
export {
  isWorkload,
  podSpecOf,
  podSpecPath,
  withPodSpec,
} from './kubernetes/workloads';
export { NoSettings, Verdict, policy, rawPolicy } from './policy';
export { AdmissionRequest } from './requests/admission-request';
export {
  GroupVersionKind,
  GroupVersionResource,
} from './requests/group-version';
export { Payload } from './requests/payload';
export { UserInfo } from './requests/user-info';
export { Edits } from './responses/edits';
export { ObjectEditor } from './responses/object-editor';
export { Response } from './responses/response';
export {
  accept,
  invalidSettings,
  reject,
  validSettings,
} from './responses/verdict';
export { Field } from './settings/field';
export { Problems } from './settings/problems';
export { SettingsReader } from './settings/reader';
export { Failure, FailureCode } from './values/failure';
export { Elements, Members } from './values/iterate';
export { Result } from './values/result';
export { pathOf } from './values/path-of';
export { Value } from './values/value';
export { Handler, Operation, __guest_call, register } from './wapc/guest';
export { Answer, Outcome, callHost } from './wapc/host';
