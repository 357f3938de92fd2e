// SPDX-License-Identifier: Apache-2.0
import { EMPTY } from '@kubewarden/policy-sdk-assemblyscript/core';
import { SignatureManifests } from '../host/signature-manifests';
import { findImages } from '../workloads/distinct';
import { Image, faultText } from '../workloads/field';
import { PodSpec } from '../workloads/pod-spec';
import { parseReference } from '../references/reference';
import { matchesCanonical } from '../match/spellings';
import { Evidence, Settings } from '../settings/settings';
import { Code } from '../rejections/code';
import { Rejection } from '../rejections/rejection';
import { markApplicable } from './applicable';
import { rejectImage, rejectUnderRule } from './reject';
import { Verification } from './verification';

/** Fields whose faults are told; neither message nor audit has room for more. */
const MOST_FAULTS = 256;

/**
 * Verifies every image of a pod spec under every entry that applies to it,
 * once an entry, and rejects each that fails.
 */
export function verifyImages(
  spec: PodSpec,
  settings: Settings,
  rejection: Rejection,
  end: usize,
): void {
  let rest = spec.first;
  while (rest != null) {
    const field = rest;
    rest = rest.next;
    if (field.image != null) continue;
    if (rejection.count >= MOST_FAULTS) {
      rejection.count++;
      continue;
    }
    const fault = faultText(field.fault);
    rejection.add(field.path, EMPTY, fault, EMPTY, Code.ObjectMalformed);
  }
  const manifests = new SignatureManifests(
    settings.evidence == Evidence.Strict,
  );
  findImages(spec);
  let images = spec.images;
  while (images != null) {
    const image = images;
    images = images.next;
    if (image.changed || !settings.skipUnchangedImages)
      verifyImage(image, settings, manifests, rejection, end);
  }
}

/** Verifies an image under all entries that match; the first failure is told. */
function verifyImage(
  image: Image,
  settings: Settings,
  manifests: SignatureManifests,
  rejection: Rejection,
  end: usize,
): void {
  const text = image.text;
  const reference = parseReference(text.ptr, text.len);
  if (reference == null)
    return rejectImage(rejection, image, Code.InvalidReference);
  const excluded = settings.excludedImages;
  if (excluded != null && matchesCanonical(excluded, reference)) return;
  let rejected = settings.requireDigest && reference.digest == null;
  if (rejected) rejectImage(rejection, image, Code.NotPinned);
  const verification = new Verification(
    image,
    reference,
    manifests,
    settings.evidence != Evidence.Off,
    end,
  );
  const matched = markApplicable(settings.rules, reference);
  let rest = settings.rules;
  while (rest != null) {
    const rule = rest;
    rest = rest.next;
    if (!rule.applies) continue;
    const failure = verification.verifyEntry(rule.entry);
    if (failure == null) continue;
    rejectUnderRule(rejection, verification, rule, failure, !rejected);
    rejected = true;
  }
  if (!matched && settings.rejectUnmatched && !rejected)
    rejectImage(rejection, image, Code.NoRule);
}
