// SPDX-License-Identifier: Apache-2.0
import {
  ascii,
  EMPTY,
  Slice,
} from '@kubewarden/policy-sdk-assemblyscript/core';
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

/** What a text says that should be one PEM public key. */
@final
@unmanaged
export class PublicKeyText {
  /** Why it is none. */
  problem: X509Problem = X509Problem.None;
  /** What tells the key from others. @see keyIdentity */
  identity: Slice = EMPTY;
}

/** Reads a text of exactly one PEM public key (SubjectPublicKeyInfo). */
export function readPublicKey(text: Slice): PublicKeyText {
  const key = new PublicKeyText();
  const pem = PemReader.over(text);
  while (pem.next() && key.problem == X509Problem.None) {
    const identity = keyIdentity(pem.der);
    if (!pem.labelIs(ascii('PUBLIC KEY'))) {
      key.problem = X509Problem.NoPublicKey;
    } else if (identity == null) {
      key.problem = isPublicKey(pem.der)
        ? X509Problem.OtherKey
        : X509Problem.MalformedPublicKey;
    } else if (key.identity.len > 0) {
      key.problem = X509Problem.SeveralPublicKeys;
    } else {
      key.identity = identity;
    }
  }
  if (key.problem == X509Problem.None) key.problem = pem.problem;
  return key;
}
