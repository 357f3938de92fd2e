// SPDX-License-Identifier: Apache-2.0
import { ascii, Slice } from '@kubewarden/policy-sdk-assemblyscript/core';
import { Certificate, readCertificate } from './certificate';
import { PemReader } from './pem';
import { X509Problem } from './problem';
import { isPublicKey, keyIdentity } from './public-key';

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
    certificate.index = this.length++;
  }
}

/**
 * Reads a PEM text of one or more certificates and adds them to `list`, such
 * as an entry of `certificateChain`. Explanatory text may stand around them.
 */
export function readCertificates(
  text: Slice,
  list: CertificateList,
): X509Problem {
  const pem = PemReader.over(text);
  while (pem.next()) {
    // Trusted certificates and the old label are other formats.
    if (!pem.labelIs(ascii('CERTIFICATE'))) return X509Problem.NoCertificate;
    const certificate = readCertificate(pem.der);
    if (certificate == null) return X509Problem.MalformedCertificate;
    list.add(certificate);
  }
  return pem.problem == X509Problem.TextBehind ? X509Problem.None : pem.problem;
}

/** Reads a PEM text of exactly one certificate and adds it to `list`. */
export function readOneCertificate(
  text: Slice,
  list: CertificateList,
): X509Problem {
  const before = list.length;
  const problem = readCertificates(text, list);
  if (problem != X509Problem.None) return problem;
  return list.length - before == 1
    ? X509Problem.None
    : X509Problem.SeveralCertificates;
}

/** Why a text is not exactly one PEM public key (SubjectPublicKeyInfo). */
export function publicKeyProblem(text: Slice): X509Problem {
  const pem = PemReader.over(text);
  let found = false;
  while (pem.next()) {
    if (!pem.labelIs(ascii('PUBLIC KEY'))) return X509Problem.NoPublicKey;
    if (!isPublicKey(pem.der)) {
      return X509Problem.MalformedPublicKey;
    }
    if (keyIdentity(pem.der) == null) return X509Problem.OtherKey;
    if (found) return X509Problem.SeveralPublicKeys;
    found = true;
  }
  return pem.problem;
}
