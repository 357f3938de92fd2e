// SPDX-License-Identifier: Apache-2.0
import { behind, inside, isTag, Tag } from './der';
import { sameBytes } from './same-bytes';

/** The element OBJECT IDENTIFIER 2.5.29.n up to the byte n. */
const ID_CE: u32 = 0x1d550306;
const ID_CE_BYTES: usize = 5;
const SUBJECT_KEY_IDENTIFIER: u64 = 14;
const KEY_USAGE: u64 = 15;
const BASIC_CONSTRAINTS: u64 = 19;
const AUTHORITY_KEY_IDENTIFIER: u64 = 35;

const READ_EXTENSIONS: u64 =
  ((<u64>1) << SUBJECT_KEY_IDENTIFIER) |
  ((<u64>1) << KEY_USAGE) |
  ((<u64>1) << BASIC_CONSTRAINTS) |
  ((<u64>1) << AUTHORITY_KEY_IDENTIFIER);

/** First byte of `keyUsage`: the key may sign certificates. */
export const KEY_CERT_SIGN: i32 = 0x04;

/**
 * What linking certificates needs of one (RFC 5280, section 4). The addresses
 * point into its DER: names and key are whole elements, identifiers contents.
 */
@final
@unmanaged
export class Certificate {
  /** The next certificate of a list. */
  next: Certificate | null = null;
  issuer: usize;
  issuerLen: i32;
  subject: usize;
  subjectLen: i32;
  /** The public key as SubjectPublicKeyInfo. */
  spki: usize;
  spkiLen: i32;
  /** `cA` of the basic constraints; false without them. */
  isAuthority: bool;
  /** `pathLenConstraint`; -1 without one. */
  pathLen: i32 = -1;
  /** First byte of the key usage; -1 without one. */
  keyUsage: i32 = -1;
  /** Subject key identifier; 0 bytes without one. */
  subjectKey: usize;
  subjectKeyLen: i32;
  /** `keyIdentifier` of the authority key identifier; 0 bytes without one. */
  authorityKey: usize;
  authorityKeyLen: i32;

  constructor(
    /** The whole certificate. */
    public der: usize,
    public derLen: i32,
  ) {}

  /** Whether both are the same, byte for byte. */
  equals(other: Certificate): bool {
    return sameBytes(this.der, this.derLen, other.der, other.derLen);
  }
}

/**
 * Reads an X.509 certificate in DER; null when its structure is malformed.
 * Neither the signature nor the validity is looked at: that is the host's work.
 *
 * @param ptr - first byte; it must stay as long as the result is used
 * @param len - number of bytes, all of them the certificate's
 */
export function readCertificate(ptr: usize, len: i32): Certificate | null {
  const end = ptr + <usize>len;
  if (behind(ptr, end, Tag.Sequence) != end) return null;
  const signed = inside(ptr);
  const signedEnd = behind(signed, end, Tag.Sequence);
  if (signedEnd == 0) return null;
  const serial = behindVersion(inside(signed), signedEnd);
  const algorithm = behind(serial, signedEnd, Tag.Integer);
  const issuer = behind(algorithm, signedEnd, Tag.Sequence);
  const validity = behind(issuer, signedEnd, Tag.Sequence);
  const subject = behind(validity, signedEnd, Tag.Sequence);
  const spki = behind(subject, signedEnd, Tag.Sequence);
  const rest = behind(spki, signedEnd, Tag.Sequence);
  if (rest == 0 || !isValidity(validity, subject)) return null;
  const certificate = new Certificate(ptr, len);
  certificate.issuer = issuer;
  certificate.issuerLen = <i32>(validity - issuer);
  certificate.subject = subject;
  certificate.subjectLen = <i32>(spki - subject);
  certificate.spki = spki;
  certificate.spkiLen = <i32>(rest - spki);
  const signature = behind(signedEnd, end, Tag.Sequence);
  const sound =
    readExtensions(certificate, rest, signedEnd) &&
    behind(signature, end, Tag.BitString) == end &&
    // RFC 5280, 4.1.1.2: the algorithm inside and outside of what is signed.
    sameBytes(
      algorithm,
      <i32>(issuer - algorithm),
      signedEnd,
      <i32>(signature - signedEnd),
    );
  return sound ? certificate : null;
}

/**
 * Whether the bytes are a public key in outline:
 * `SEQUENCE { SEQUENCE { OBJECT IDENTIFIER, ... }, BIT STRING }`.
 */
export function isPublicKey(ptr: usize, len: i32): bool {
  const end = ptr + <usize>len;
  if (behind(ptr, end, Tag.Sequence) != end) return false;
  const algorithm = inside(ptr);
  const key = behind(algorithm, end, Tag.Sequence);
  return (
    key != 0 &&
    behind(inside(algorithm), key, Tag.ObjectIdentifier) != 0 &&
    behind(key, end, Tag.BitString) == end
  );
}

/** Behind the version, which may be left out and is at most 3, written 2. */
function behindVersion(p: usize, end: usize): usize {
  if (!isTag(p, end, Tag.ContextConstructed)) return p;
  const next = behind(p, end, Tag.ContextConstructed);
  if (next != p + 5) return 0;
  const sound = behind(p + 2, next, Tag.Integer) == next;
  return sound && load<u8>(p, 4) <= 2 ? next : 0;
}

/** Whether the element holds two times and ends where the next one begins. */
function isValidity(p: usize, end: usize): bool {
  return behindTime(behindTime(inside(p), end), end) == end;
}

function behindTime(p: usize, end: usize): usize {
  const tag: u32 = isTag(p, end, Tag.UtcTime)
    ? Tag.UtcTime
    : Tag.GeneralizedTime;
  return behind(p, end, tag);
}

/** Reads what may follow the public key up to the end of what is signed. */
function readExtensions(certificate: Certificate, p: usize, end: usize): bool {
  // Unique identifiers, which nobody uses.
  if (isTag(p, end, Tag.Context + 1)) p = behind(p, end, Tag.Context + 1);
  if (isTag(p, end, Tag.Context + 2)) p = behind(p, end, Tag.Context + 2);
  if (p == end) return true;
  if (behind(p, end, Tag.ContextConstructed + 3) != end) return false;
  p = inside(p);
  if (behind(p, end, Tag.Sequence) != end) return false;
  let seen: u64 = 0;
  let next: usize = 0;
  for (p = inside(p); p < end; p = next) {
    next = behind(p, end, Tag.Sequence);
    if (next == 0) return false;
    const id = inside(p);
    if (id + ID_CE_BYTES > next || load<u32>(id) != ID_CE) continue;
    const kind = <u64>load<u8>(id, 4);
    if (kind >= 64 || ((READ_EXTENSIONS >> kind) & 1) == 0) continue;
    // Two extensions of one kind would leave open which of them counts.
    if (((seen >> kind) & 1) != 0) return false;
    seen |= (<u64>1) << kind;
    let value = id + ID_CE_BYTES;
    if (isTag(value, next, Tag.Boolean)) {
      value = behind(value, next, Tag.Boolean);
    }
    if (behind(value, next, Tag.OctetString) != next) return false;
    if (!readExtension(certificate, kind, inside(value), next)) return false;
  }
  return true;
}

/** Reads an extension's value between two addresses; others are passed over. */
function readExtension(
  certificate: Certificate,
  kind: u64,
  p: usize,
  end: usize,
): bool {
  switch (kind) {
    case SUBJECT_KEY_IDENTIFIER: {
      if (behind(p, end, Tag.OctetString) != end) return false;
      certificate.subjectKey = inside(p);
      certificate.subjectKeyLen = <i32>(end - certificate.subjectKey);
      return true;
    }
    case AUTHORITY_KEY_IDENTIFIER: {
      if (behind(p, end, Tag.Sequence) != end) return false;
      p = inside(p);
      if (!isTag(p, end, Tag.Context)) return true;
      const keyEnd = behind(p, end, Tag.Context);
      if (keyEnd == 0) return false;
      certificate.authorityKey = inside(p);
      certificate.authorityKeyLen = <i32>(keyEnd - certificate.authorityKey);
      return true;
    }
    case KEY_USAGE: {
      const content = inside(p);
      if (behind(p, end, Tag.BitString) != end || end - content < 2) {
        return false;
      }
      certificate.keyUsage = <i32>load<u8>(content, 1);
      return true;
    }
    case BASIC_CONSTRAINTS:
      return readBasicConstraints(certificate, p, end);
    default:
      return true;
  }
}

/** `SEQUENCE { cA BOOLEAN DEFAULT FALSE, pathLenConstraint INTEGER OPTIONAL }` */
function readBasicConstraints(
  certificate: Certificate,
  p: usize,
  end: usize,
): bool {
  if (behind(p, end, Tag.Sequence) != end) return false;
  p = inside(p);
  if (isTag(p, end, Tag.Boolean)) {
    const next = behind(p, end, Tag.Boolean);
    if (next != p + 3) return false;
    certificate.isAuthority = load<u8>(p, 2) != 0;
    p = next;
  }
  if (p == end) return true;
  // One byte, not negative: nobody has chains of more than 128 certificates.
  if (behind(p, end, Tag.Integer) != end || end - p != 3) return false;
  certificate.pathLen = <i32>load<i8>(p, 2);
  return certificate.pathLen >= 0;
}
