// SPDX-License-Identifier: Apache-2.0
import {
  ascii,
  CharCode,
  Slice,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { SignatureManifests } from '../host/signature-manifests';
import { distinctImages } from '../workloads/distinct';
import { Image, faultText } from '../workloads/field';
import { PodSpec } from '../workloads/pod-spec';
import { parseReference } from '../references/reference';
import { matchesCanonical } from '../match/spellings';
import { Evidence, Settings } from '../settings/settings';
import { markApplicable } from './applicable';
import { Causes, wholeCharacters } from './causes';
import { Verification } from './verification';

/** An image is longer only to hide what is said behind it. */
const IMAGE_BYTES = 256;

/**
 * Verifies every image of a pod spec under every entry that applies to it,
 * once an entry, and adds a cause for each that fails.
 */
export function verifyImages(
  spec: PodSpec,
  settings: Settings,
  causes: Causes,
  end: usize,
): void {
  let rest = spec.first;
  while (rest != null) {
    const field = rest;
    rest = rest.next;
    if (field.image != null) continue;
    const cause = causes.begin();
    field.writePath(cause);
    cause.byte(CharCode.Space).slices(faultText(field.fault));
    causes.end();
  }
  let manifests: SignatureManifests | null = null;
  if (settings.evidence != Evidence.Off)
    manifests = new SignatureManifests(settings.evidence == Evidence.Strict);
  let images = distinctImages(spec);
  while (images != null) {
    const image = images;
    images = images.next;
    if (image.changed || !settings.skipUnchangedImages)
      verifyImage(image, settings, manifests, causes, end);
  }
}

/** Verifies an image under all entries that match. */
function verifyImage(
  image: Image,
  settings: Settings,
  manifests: SignatureManifests | null,
  causes: Causes,
  end: usize,
): void {
  const text = image.text;
  const reference = parseReference(text.ptr, text.len);
  if (reference == null) {
    addCause(causes, image, -1, ascii('is not a valid image reference'));
    return;
  }
  const excluded = settings.excludedImages;
  if (excluded != null && matchesCanonical(excluded, reference)) return;
  if (settings.requireDigest && reference.digestLen == 0)
    addCause(causes, image, -1, ascii('is not pinned to a digest'));
  const verification = new Verification(image, reference, manifests, end);
  const matched = markApplicable(settings.rules, reference);
  let rest = settings.rules;
  while (rest != null) {
    const rule = rest;
    rest = rest.next;
    if (!rule.applies) continue;
    const failure = verification.verifyEntry(rule.entry);
    if (failure != null) addCause(causes, image, rule.index, failure);
  }
  if (!matched && settings.rejectUnmatched)
    addCause(causes, image, -1, ascii('matches no entry of signatures'));
}

/** `entry` is the index of the entry that failed, -1 for none. */
function addCause(causes: Causes, image: Image, entry: i32, text: Slice): void {
  const quoted = image.text;
  const isLong = quoted.len > IMAGE_BYTES;
  const len = isLong ? wholeCharacters(quoted.ptr, IMAGE_BYTES) : quoted.len;
  const cause = causes.begin();
  cause.literal('verification of image ').raw(quoted.ptr, len);
  if (isLong) cause.literal('...');
  image.field.writePath(cause.literal(' failed: '));
  if (image.fields > 1)
    cause
      .literal(' and ')
      .integer(image.fields - 1)
      .literal(' more');
  if (entry >= 0)
    cause.literal(', signatures[').integer(entry).byte(CharCode.CloseBracket);
  cause.literal(': ').slices(text);
  causes.end();
}
