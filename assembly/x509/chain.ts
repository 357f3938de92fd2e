// SPDX-License-Identifier: Apache-2.0
import {
  ascii,
  EMPTY,
  fill,
  Slice,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import {
  Authority,
  Certificate,
  DIGITAL_SIGNATURE,
  KEY_CERT_SIGN,
  UNLIMITED,
} from './certificate';
import { CertificateList } from './certificates';
import { commonName } from './name';

// Whether signers' certificates link through a chain to its last certificate,
// the trust anchor, without looking at signatures or at time: the host does
// that for each request. Texts about a chain are empty where it is in order.

/**
 * Prepares a chain for `linkProblem`: finds the
 * certificates from which a way leads to the anchor.
 *
 * The issuer of each is looked for among all of them, by name and by key
 * identifier where both have one. All but the anchor must be authorities that
 * may sign certificates, for a path of that length (RFC 5280, section 6.1.4, k
 * to n); the anchor is one because it was named, unless it says otherwise.
 */
export function linkChain(chain: CertificateList): void {
  // Each round leads one certificate further at least, or is the last.
  while (linkOnce(chain)) continue;
}

/** One round over the chain; whether a better way was found for any. */
function linkOnce(chain: CertificateList): bool {
  let found = false;
  let rest = chain.first;
  while (rest != null) {
    const certificate = rest;
    rest = rest.next;
    if (!mayIssue(certificate, chain)) continue;
    const room = min(roomIn(certificate, chain), certificate.pathLen);
    if (room <= certificate.room) continue;
    certificate.room = room;
    found = true;
  }
  return found;
}

/** The room of a certificate by its place in the chain; below 0 for none. */
function roomIn(certificate: Certificate, chain: CertificateList): i32 {
  if (certificate === chain.last) return UNLIMITED;
  const issuer = issuerOf(certificate, chain);
  if (issuer == null) return -1;
  return isSelfIssued(certificate) ? issuer.room : issuer.room - 1;
}

/**
 * The certificate with the most room, the first of several, of those that a
 * subject names as its issuer; null without any.
 */
function issuerOf(
  subject: Certificate,
  chain: CertificateList,
): Certificate | null {
  let best: Certificate | null = null;
  let issuer = chain.first;
  while (issuer != null) {
    if (
      issuer !== subject &&
      issues(issuer, subject) &&
      (best == null || issuer.room > best.room)
    )
      best = issuer;
    issuer = issuer.next;
  }
  return best;
}

/** Why a chain cannot be meant as it is: a root stands before its last. */
export function orderProblem(chain: CertificateList): Slice {
  const anchor = chain.last;
  let rest = chain.first;
  while (rest != null && anchor != null) {
    if (isRoot(rest) && !rest.equals(anchor))
      return fill(
        '%1: %2',
        fill(
          'has the root %1 before %2',
          nameOf(rest.subject),
          nameOf(anchor.subject),
        ),
        rest === chain.first && !isRoot(anchor)
          ? ascii('reverse the order, the root is last')
          : ascii('write the root last'),
      );
    rest = rest.next;
  }
  return EMPTY;
}

/** Why hosts refuse a certificate as a signer's. */
export function signerProblem(signer: Certificate): Slice {
  if (signer.authority == Authority.Yes)
    return ascii("is a CA certificate: write the signer's own");
  if (!signer.maySignCode)
    return ascii('is not for signing code, so hosts refuse it');
  return (signer.keyUsage & DIGITAL_SIGNATURE) == 0
    ? ascii('is not for digital signatures, so hosts refuse it')
    : EMPTY;
}

/**
 * Why no way leads from a signer through the prepared chain to the anchor:
 * what is wrong where the way ends.
 */
export function linkProblem(
  signer: Certificate,
  chain: CertificateList,
): Slice {
  let subject = signer;
  for (let steps = 0; steps <= chain.length; steps++) {
    const issuer = issuerOf(subject, chain);
    if (issuer == null) return issuerMissing(subject);
    if (!mayIssue(issuer, chain))
      return fill(
        '%1 may not issue certificates',
        nameOf(issuer.subject),
        EMPTY,
      );
    if (issuer.room >= 0)
      return steps == 0
        ? EMPTY
        : fill(
            '%1 allows no path as long as this',
            nameOf(issuer.subject),
            EMPTY,
          );
    subject = issuer;
  }
  return ascii('does not lead to its last certificate');
}

/** Whether one certificate names the other as its issuer. */
function issues(issuer: Certificate, subject: Certificate): bool {
  return (
    issuer.subject.equals(subject.issuer) &&
    isKey(issuer.subjectKey, subject.authorityKey)
  );
}

/** Whether two key identifiers may be of one key; either may be missing. */
function isKey(key: Slice, named: Slice): bool {
  return key.len == 0 || named.len == 0 || key.equals(named);
}

function isSelfIssued(certificate: Certificate): bool {
  return certificate.subject.equals(certificate.issuer);
}

/** Self-issued, by the same key as far as can be told. */
function isRoot(certificate: Certificate): bool {
  return (
    isSelfIssued(certificate) &&
    isKey(certificate.subjectKey, certificate.authorityKey)
  );
}

/** The anchor may be of a time before basic constraints. */
function mayIssue(certificate: Certificate, chain: CertificateList): bool {
  const isAuthority =
    certificate === chain.last
      ? certificate.authority != Authority.No
      : certificate.authority == Authority.Yes;
  return isAuthority && (certificate.keyUsage & KEY_CERT_SIGN) != 0;
}

function issuerMissing(subject: Certificate): Slice {
  return fill(
    '%1 is issued by %2, which is not in it',
    nameOf(subject.subject),
    nameOf(subject.issuer),
  );
}

/** What a certificate's owner is called. */
function nameOf(name: Slice): Slice {
  const text = commonName(name);
  return text.len > 0 ? text : ascii('an unnamed certificate');
}
