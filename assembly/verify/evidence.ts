// SPDX-License-Identifier: Apache-2.0
import {
  ascii,
  Cursor,
  Slice,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { bindingProblem } from '../evidence/binding';
import { evidenceFor } from '../evidence/reason';
import { SignatureManifests } from '../host/signature-manifests';
import { Image } from '../workloads/field';
import { Entry } from '../settings/entry';
import { Key } from '../settings/keys';
import { Certificate } from '../x509/certificate';
import { CertificateList, readOneCertificate } from '../x509/certificates';
import { X509Problem } from '../x509/problem';
import { Signer } from './signer';

/**
 * Why the evidence for an image that the host accepted under an entry does not
 * do; null when it does, or when there is none to look at.
 *
 * @param manifests - where signature manifests come from; null where no
 *   evidence is looked at
 * @param verified - what the host was asked about, `REPOSITORY@DIGEST`
 * @param counted - the certificates that counted, in the order of the settings
 * @param end - where the settings end
 */
export function evidenceProblem(
  manifests: SignatureManifests | null,
  image: Image,
  verified: Slice,
  entry: Entry,
  counted: Signer | null,
  end: usize,
): Slice | null {
  if (manifests == null) return null;
  const ofCertificates = entry.kind == Key.Certificates;
  // Public keys, and certificates that need no log, leave nothing to compare.
  if (entry.kind == Key.PubKeys) return null;
  if (ofCertificates && !entry.requireRekorBundle) return null;
  const digest = image.digest;
  // This cannot happen: the host has just accepted one.
  if (digest == null) return ascii('its digest is missing');
  const manifest = manifests.read(image.text, verified, digest.len);
  if (manifest == null) {
    const failure = manifests.failure;
    if (failure == null) return null;
    return evidenceFor(image.text).slices(failure).slice();
  }
  let first: Certificate | null = null;
  if (ofCertificates) {
    first = readCounted(entry, counted, end);
    if (first == null) return ascii('certificates are malformed');
  }
  return bindingProblem(image.text, manifest, first);
}

/**
 * The first of the certificates that counted; null when one cannot be read,
 * which settings that were validated rule out.
 */
function readCounted(
  entry: Entry,
  counted: Signer | null,
  end: usize,
): Certificate | null {
  const list = new CertificateList();
  const cursor = new Cursor(entry.signers, end);
  cursor.enterArray();
  let signer = counted;
  for (let i = 0; signer != null && cursor.nextElement(); i++) {
    const index = signer.index;
    if (i != index) {
      cursor.skip();
      continue;
    }
    signer = signer.next;
    const pem = cursor.readString();
    if (pem == null) return null;
    const problem = readOneCertificate(pem, list);
    const certificate = list.last;
    if (problem != X509Problem.None || certificate == null) return null;
    certificate.index = i;
  }
  return signer == null ? list.first : null;
}
