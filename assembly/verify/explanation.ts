// SPDX-License-Identifier: Apache-2.0
import { EMPTY, Slice } from '@kubewarden/policy-sdk-assemblyscript/core';
import { lookAt } from '../evidence/look';
import { readFailure } from '../host/answer';
import { predicateOfBundle } from '../host/bundles';
import { manifestDigest } from '../host/manifest-digest';
import { signatureManifest } from '../host/signature-manifests';
import { Code } from '../rejections/code';
import { Failure } from '../rejections/failure';
import { Entry } from '../settings/entry';
import { Key } from '../settings/keys';
import { Certificate } from '../x509/certificate';
import { validityDate } from '../x509/date';
import { Verification } from './verification';
import { certificateAt } from './who';

/**
 * Makes more of a failure than the host says: who is missing, when a
 * certificate expired, what signatures there are. It may ask the host further
 * questions, whose answers change the message and never the verdict.
 */
export function explain(
  failure: Failure,
  verification: Verification,
  entry: Entry,
): void {
  const end = verification.settingsEnd;
  const missing = verification.missing;
  if (failure.signer >= 0) {
    missing.clear();
    missing.add(EMPTY, failure.signer);
  }
  const first = missing.first;
  switch (failure.code) {
    case Code.CertificateExpired:
    case Code.CertificateNotYetValid:
      missing.keepFirst();
      if (first != null) dateOf(failure, entry, first.index, end);
      return;
    case Code.NotSigned:
    case Code.NotSignedBy:
      break;
    default:
      return;
  }
  if (first == null) return;
  if (first.index < 0 && entry.kind != Key.GithubActions)
    verification.askOneByOne(entry);
  const annotations = entry.annotations;
  if (annotations != null && verification.isSignedWithoutAnnotations(entry)) {
    failure.code = Code.OtherAnnotations;
    failure.detail = annotations;
  } else {
    lookUp(failure, verification, entry);
  }
}

/** Takes the date from the certificate in the settings. */
function dateOf(failure: Failure, entry: Entry, index: i32, end: usize): void {
  failure.detail = EMPTY;
  const certificate = certificateAt(entry, index, end);
  if (certificate == null) return;
  const isLast = failure.code == Code.CertificateExpired;
  failure.detail = validityDate(certificate, isLast);
}

/** Looks into the registry for what signatures there are. */
function lookUp(
  failure: Failure,
  verification: Verification,
  entry: Entry,
): void {
  const isIdentity =
    entry.kind != Key.PubKeys && entry.kind != Key.Certificates;
  // Whoever else signed, the signatures could be read.
  const readable = verification.image.digest != null;
  const isUnsigned = failure.code == Code.NotSigned;
  if (readable) failure.code = Code.NotSignedBy;
  failure.detail = EMPTY;
  if (readable && !isIdentity) return;
  const reference = verification.reference;
  let digest = verification.image.digest;
  if (digest == null) digest = reference.digest;
  if (digest == null) digest = manifestDigest(verification.image.text);
  // Hosts say alike that there are no signatures and that none can be read.
  if (!readable) failure.code = Code.UnsignedOrUnreadable;
  if (digest == null) return;
  const verified = verification.reference.withDigest(digest);
  const manifests = verification.manifests;
  const answer = manifests.ask(signatureManifest(verified, digest.len));
  if (answer.ok)
    return readSignatures(failure, verification, entry, answer.bytes);
  if (readable || readFailure(answer).code != Code.ImageUnknown) return;
  const predicate = predicateOfBundle(manifests, verified, digest.len);
  if (predicate != null) {
    failure.code = Code.BundleNotVerified;
    failure.detail = predicate;
  } else if (isUnsigned) {
    failure.code = Code.NotSigned;
  } else {
    verification.missing.clear();
  }
}

function readSignatures(
  failure: Failure,
  verification: Verification,
  entry: Entry,
  manifest: Slice,
): void {
  const end = verification.settingsEnd;
  const first = verification.missing.first;
  let wanted: Certificate | null = null;
  if (entry.kind == Key.Certificates && first != null)
    wanted = certificateAt(entry, first.index, end);
  const look = lookAt(manifest, wanted);
  failure.code = look.count > 0 ? Code.NotSignedBy : Code.NotSigned;
  if (entry.kind == Key.PubKeys) return;
  if (entry.kind == Key.Certificates) {
    if (wanted == null || !look.isUnlogged || !entry.requireRekorBundle) return;
    failure.code = Code.NoLogEntry;
    verification.missing.keepFirst();
    return;
  }
  if (look.isUnlogged) {
    failure.code = Code.NoLogEntry;
    verification.missing.clear();
    return;
  }
  failure.detail = look.identity;
}
