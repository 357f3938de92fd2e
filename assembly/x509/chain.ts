// SPDX-License-Identifier: Apache-2.0
import { ascii, Slice } from '@kubewarden/policy-sdk-assemblyscript/core';
import {
  Certificate,
  isPublicKey,
  KEY_CERT_SIGN,
  readCertificate,
} from './certificate';
import { PemReader } from './pem';
import { X509Problem } from './problem';

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
 * as an entry of `certificateChain`.
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
  return pem.problem;
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
    if (found) return X509Problem.SeveralPublicKeys;
    found = true;
  }
  return pem.problem;
}

/**
 * Why a signer's certificate is not linked to the end of a chain, without
 * looking at signatures or at time, which the host does for each request.
 *
 * Each certificate must name the next one of the chain (intermediates first,
 * root last) as its issuer, by name and by key identifier where both have one.
 * Those of the chain must be authorities that may sign certificates for a path
 * of that length (RFC 5280, section 6.1.4, k to n), and the signer's none. The
 * last one is the trust anchor and need not be self-issued.
 */
export function chainProblem(
  leaf: Certificate,
  chain: CertificateList,
): X509Problem {
  if (leaf.isAuthority) return X509Problem.LeafIsAuthority;
  let subject = leaf;
  let issuer = chain.first;
  let below: u32 = 0; // intermediates below the issuer that are not self-issued
  while (issuer != null) {
    if (!issues(issuer, subject)) {
      return subject === leaf
        ? X509Problem.OtherIssuer
        : X509Problem.BrokenChain;
    }
    const mayIssue = (issuer.keyUsage & KEY_CERT_SIGN) != 0;
    if (!issuer.isAuthority || !mayIssue) return X509Problem.NoAuthority;
    if (below > issuer.pathLen) return X509Problem.PathTooLong;
    if (!issuer.subject.equals(issuer.issuer)) below++;
    subject = issuer;
    issuer = issuer.next;
  }
  return subject === leaf ? X509Problem.OtherIssuer : X509Problem.None;
}

/** Whether one certificate names the other as its issuer. */
function issues(issuer: Certificate, subject: Certificate): bool {
  const key = issuer.subjectKey;
  const named = subject.authorityKey;
  return (
    issuer.subject.equals(subject.issuer) &&
    (key.len == 0 || named.len == 0 || key.equals(named))
  );
}
