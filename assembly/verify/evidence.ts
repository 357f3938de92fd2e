// SPDX-License-Identifier: Apache-2.0
import {
  decimal,
  EMPTY,
  fill,
  nameAt,
  Slice,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { bindingProblem } from '../evidence/binding';
import { WantedSigner } from '../evidence/wanted-signer';
import { SignatureManifests } from '../host/signature-manifests';
import { Code } from '../rejections/code';
import { Failure } from '../rejections/failure';
import { Image } from '../workloads/field';
import { Entry } from '../settings/entry';
import { entryKeys, Key } from '../settings/keys';
import { Signer } from './signer';
import { readWanted } from './wanted-signers';

/**
 * Why the evidence for an image that the host accepted under an entry does not
 * do; null when it does, or when there is none to look at.
 *
 * @param manifests - where signature manifests come from
 * @param verified - what the host was asked about, `REPOSITORY@DIGEST`
 * @param counted - the signers that counted, in the order of the settings; null
 *   for all of them
 * @param end - where the settings end
 */
export function evidenceProblem(
  manifests: SignatureManifests,
  image: Image,
  verified: Slice,
  entry: Entry,
  counted: Signer | null,
  end: usize,
): Failure | null {
  // Public keys, and certificates that need no log, leave nothing to compare.
  if (entry.kind == Key.PubKeys) return null;
  if (entry.kind == Key.Certificates && !entry.requireRekorBundle) return null;
  const digest = image.digest;
  // This cannot happen: the host has just accepted one.
  if (digest == null) return new Failure(Code.HostAnswerMalformed, EMPTY);
  const manifest = manifests.read(image.text, verified, digest.len);
  if (manifest != null) {
    const wanted = readWanted(entry, counted, end);
    if (wanted == null) return new Failure(Code.SettingsInvalid, EMPTY);
    const problem = bindingProblem(manifest, wanted);
    if (problem != null) return problem;
    const missing = missingSigner(wanted);
    if (missing == null) return null;
    // The host saw it elsewhere.
    manifests.unavailable(image.text, notHeld(entry.kind, missing.index));
    const failure = manifests.failure;
    if (failure != null && entry.kind != Key.GithubActions)
      failure.signer = missing.index;
  }
  return manifests.failure;
}

/** The first signer in the settings that no layer holds; null for none. */
function missingSigner(last: WantedSigner): WantedSigner | null {
  let missing: WantedSigner | null = null;
  let rest: WantedSigner | null = last;
  while (rest != null) {
    if (!rest.isHeld) missing = rest;
    rest = rest.next;
  }
  return missing;
}

function notHeld(kind: Key, index: i32): Slice {
  return fill(
    'no layer is by %1{[%2]}',
    nameAt(entryKeys(), kind),
    kind == Key.GithubActions ? EMPTY : decimal(index),
  );
}
