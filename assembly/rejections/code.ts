// SPDX-License-Identifier: Apache-2.0
import {
  nameAt,
  nameList,
  Slice,
} from '@kubewarden/policy-sdk-assemblyscript/core';

/**
 * Why something is rejected. The list is closed and its names stay, so that
 * people may search, alert and count by them; `docs/messages.md` says of each
 * what to do.
 */
export const enum Code {
  None,
  /** The image has no signature at all. */
  NotSigned,
  /** It has signatures, but none by a signer that is asked for. */
  NotSignedBy,
  /** Hosts since 1.36 tell no difference between the two. */
  UnsignedOrUnreadable,
  /** The signer signed, but not with the annotations that are asked for. */
  OtherAnnotations,
  CertificateExpired,
  CertificateNotYetValid,
  /** The certificate does not link to `certificateChain`. */
  CertificateUntrusted,
  /** A signature is in no transparency log. */
  NoLogEntry,
  /** Payload, signature, certificate and log entry do not belong together. */
  EvidenceMismatch,
  /** There is no evidence to look at, and settings ask for it. */
  EvidenceUnavailable,
  /** Only bundles of cosign 3 that the host does not verify. */
  BundleNotVerified,
  RegistryUnreachable,
  NotAuthorized,
  /** The registry has no such repository or tag. */
  ImageUnknown,
  RegistryError,
  Tls,
  TimedOut,
  /** The host does not grant a capability that is needed. */
  NotGranted,
  /** The host is too old to know the capability. */
  CapabilityUnknown,
  /** Verified was another image than the one written or seen before. */
  OtherDigest,
  InvalidReference,
  /** No entry of `signatures` is about the image, and one must be. */
  NoRule,
  NotPinned,
  /** The object is not as Kubernetes knows it. */
  ObjectMalformed,
  RequestMalformed,
  /** No images are looked for in objects of that kind. */
  KindUnknown,
  SettingsInvalid,
  HostAnswerMalformed,
  /** Anything else that a host may say. */
  NotVerified,
}

/** The name of a code, as messages have it in brackets. */
export function codeName(code: Code): Slice {
  return nameAt(
    nameList(
      'not-signed|not-signed-by|unsigned-or-unreadable|other-annotations|certificate-expired|certificate-not-yet-valid|certificate-untrusted|no-log-entry|evidence-mismatch|evidence-unavailable|bundle-not-verified|registry-unreachable|not-authorized|image-unknown|registry-error|tls|timed-out|capability-not-granted|capability-unknown|other-digest|invalid-reference|no-rule|not-pinned|object-malformed|request-malformed|kind-unknown|settings-invalid|host-answer-malformed|not-verified',
    ),
    code,
  );
}
