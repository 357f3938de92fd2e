// SPDX-License-Identifier: Apache-2.0
import {
  ascii,
  EMPTY,
  Slice,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { Certificate, readCertificate } from './certificate';
import { PemReader } from './pem';
import { X509Problem } from './problem';
import { keyIdentity } from './public-key';

/** Certificates in the order in which they were added. */
@final
@unmanaged
export class CertificateList {
  first: Certificate | null = null;
  last: Certificate | null = null;
  length: i32 = 0;

  /** Adds a certificate, which can be in one list only. */
  add(certificate: Certificate): void {
    const last = this.last;
    if (last == null) this.first = certificate;
    else last.next = certificate;
    this.last = certificate;
    this.length++;
  }
}

/**
 * Reads the certificates of a PEM text and adds them to `list`: one, or with
 * `several` any number, such as an entry of `certificateChain`. Explanatory
 * text may stand around them. `pem.problem` tells what is wrong.
 */
export function readCertificates(
  pem: PemReader,
  list: CertificateList,
  several: bool,
): void {
  const before = list.length;
  while (pem.next()) {
    const certificate = readCertificate(pem.der);
    // Trusted certificates and the old label are other formats.
    if (!pem.labelIs(ascii('CERTIFICATE'))) {
      pem.fail(X509Problem.NoCertificate);
    } else if (certificate == null) {
      pem.fail(X509Problem.MalformedCertificate);
    } else {
      list.add(certificate);
    }
  }
  if (pem.problem == X509Problem.TextBehind) pem.problem = X509Problem.None;
  if (!several && pem.sound && list.length - before != 1)
    pem.fail(X509Problem.SeveralCertificates);
}

/** The certificate of a PEM text of exactly one; null for all else. */
export function certificateOf(text: Slice): Certificate | null {
  const pem = PemReader.over(text);
  const list = new CertificateList();
  readCertificates(pem, list, false);
  return pem.sound ? list.first : null;
}

/**
 * Reads a text of exactly one PEM public key (SubjectPublicKeyInfo) and returns
 * what tells it from others. `pem.problem` tells what is wrong.
 *
 * @see keyIdentity
 */
export function readPublicKey(pem: PemReader): Slice {
  let known = EMPTY;
  while (pem.next()) {
    const identity = keyIdentity(pem.der);
    if (!pem.labelIs(ascii('PUBLIC KEY'))) {
      pem.fail(X509Problem.NoPublicKey);
    } else if (identity == null) {
      pem.fail(X509Problem.MalformedPublicKey);
    } else if (identity.len == 0) {
      pem.fail(X509Problem.OtherKey);
    } else if (known.len > 0) {
      pem.fail(X509Problem.SeveralPublicKeys);
    } else {
      known = identity;
    }
  }
  return known;
}
