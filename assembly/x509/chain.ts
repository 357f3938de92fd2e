// SPDX-License-Identifier: Apache-2.0
import {
  ascii,
  EMPTY,
  Slice,
  Writer,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { Certificate, DIGITAL_SIGNATURE, KEY_CERT_SIGN } from './certificate';
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
  const anchor = chain.last;
  if (anchor == null || !mayAnchor(anchor)) return;
  anchor.room = anchor.pathLen;
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
    if (certificate === chain.last || !mayIssue(certificate)) continue;
    let room = bestRoom(certificate, chain);
    if (!isSelfIssued(certificate)) room--;
    room = min(room, <i64>certificate.pathLen);
    if (room <= certificate.room) continue;
    certificate.room = room;
    found = true;
  }
  return found;
}

/** The most room that an issuer of a certificate has; -1 without any. */
function bestRoom(certificate: Certificate, chain: CertificateList): i64 {
  let best: i64 = -1;
  let issuer = chain.first;
  while (issuer != null) {
    if (issuer !== certificate && issues(issuer, certificate))
      best = max(best, issuer.room);
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
      return new Writer(128)
        .literal('has the root ')
        .slices(nameOf(rest.subject))
        .literal(' before ')
        .slices(nameOf(anchor.subject))
        .slices(
          rest === chain.first && !isRoot(anchor)
            ? ascii(': reverse the order, the root is last')
            : ascii(': write the root last'),
        )
        .slice();
    rest = rest.next;
  }
  return EMPTY;
}

/** Why hosts refuse a certificate as a signer's. */
export function signerProblem(signer: Certificate): Slice {
  if (signer.isAuthority)
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
  if (bestRoom(signer, chain) >= 0) return EMPTY;
  let subject = signer;
  for (let steps = 0; steps <= chain.length; steps++) {
    const issuer = issuerOf(subject, chain);
    if (issuer == null) return issuerMissing(subject);
    const able = issuer === chain.last ? mayAnchor(issuer) : mayIssue(issuer);
    if (!able)
      return text(issuer.subject, ascii(' may not issue certificates'));
    if (issuer.room >= 0)
      return text(issuer.subject, ascii(' allows no path as long as this'));
    subject = issuer;
  }
  return ascii('does not lead to its last certificate');
}

/** The first certificate of the chain that a subject names as its issuer. */
function issuerOf(
  subject: Certificate,
  chain: CertificateList,
): Certificate | null {
  let issuer = chain.first;
  while (issuer != null) {
    if (issuer !== subject && issues(issuer, subject)) break;
    issuer = issuer.next;
  }
  return issuer;
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

function mayIssue(certificate: Certificate): bool {
  return certificate.isAuthority && (certificate.keyUsage & KEY_CERT_SIGN) != 0;
}

/** The anchor may be of a time before basic constraints. */
function mayAnchor(anchor: Certificate): bool {
  return (
    (anchor.isAuthority || !anchor.isConstrained) &&
    (anchor.keyUsage & KEY_CERT_SIGN) != 0
  );
}

function issuerMissing(subject: Certificate): Slice {
  return new Writer(128)
    .slices(nameOf(subject.subject))
    .literal(' is issued by ')
    .slices(nameOf(subject.issuer))
    .literal(', which is not in it')
    .slice();
}

function text(name: Slice, rest: Slice): Slice {
  return new Writer(128).slices(nameOf(name)).slices(rest).slice();
}

/** What a certificate's owner is called. */
function nameOf(name: Slice): Slice {
  const text = commonName(name);
  return text.len > 0 ? text : ascii('a certificate without common name');
}
