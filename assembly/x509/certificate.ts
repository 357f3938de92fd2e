// SPDX-License-Identifier: Apache-2.0
import { DerReader, Tag } from './der';

/** First two bytes of the extensions' object identifiers, 2.5.29. */
const ID_CE: u16 = 0x1d55;
const SUBJECT_KEY_IDENTIFIER: i32 = 14;
const KEY_USAGE: i32 = 15;
const BASIC_CONSTRAINTS: i32 = 19;
const AUTHORITY_KEY_IDENTIFIER: i32 = 35;

/** First byte of `keyUsage`: the key may sign certificates. */
export const KEY_CERT_SIGN: i32 = 0x04;

/**
 * What linking certificates needs of one (RFC 5280, section 4). The addresses
 * point into its DER; names are whole elements, key identifiers contents.
 */
@final
@unmanaged
export class Certificate {
  /** The next certificate of a {@link CertificateList}. */
  next: Certificate | null;
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
  pathLen: i32;
  /** First byte of the key usage; -1 without one. */
  keyUsage: i32;
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
  ) {
    this.next = null;
    this.issuer = 0;
    this.issuerLen = 0;
    this.subject = 0;
    this.subjectLen = 0;
    this.spki = 0;
    this.spkiLen = 0;
    this.isAuthority = false;
    this.pathLen = -1;
    this.keyUsage = -1;
    this.subjectKey = 0;
    this.subjectKeyLen = 0;
    this.authorityKey = 0;
    this.authorityKeyLen = 0;
  }

  /** Whether both are the same, byte for byte. */
  equals(other: Certificate): bool {
    return sameBytes(this.der, this.derLen, other.der, other.derLen);
  }
}

/** Whether two runs of bytes are equal. */
export function sameBytes(a: usize, aLen: i32, b: usize, bLen: i32): bool {
  return aLen == bLen && memory.compare(a, b, <usize>aLen) == 0;
}

/**
 * Reads an X.509 certificate in DER; null when its structure is malformed.
 * Neither the signature nor the validity is looked at: that is the host's work.
 *
 * @param ptr - first byte; it must stay as long as the result is used
 * @param len - number of bytes, all of them the certificate's
 */
export function readCertificate(ptr: usize, len: i32): Certificate | null {
  const der = new DerReader(ptr, len);
  const certificate = new Certificate(ptr, len);
  const outside = der.open(Tag.Sequence);
  if (outside == 0) return null;
  const outer = der.open(Tag.Sequence);
  if (outer == 0 || !readVersion(der)) return null;
  if (!der.expect(Tag.Integer) || !der.expect(Tag.Sequence)) return null;
  const algorithm = der.start;
  const algorithmLen = <i32>(der.position - der.start);
  if (!readNames(der, certificate) || !readExtensions(der, certificate)) {
    return null;
  }
  const sound =
    der.leave(outer) &&
    // RFC 5280, 4.1.1.2: the algorithm that was signed and the one outside.
    der.expect(Tag.Sequence) &&
    sameBytes(
      algorithm,
      algorithmLen,
      der.start,
      <i32>(der.position - der.start),
    ) &&
    der.expect(Tag.BitString) &&
    der.size > 1 &&
    der.leave(outside) &&
    der.position == ptr + <usize>len;
  return sound ? certificate : null;
}

/** Whether the bytes are a SubjectPublicKeyInfo in outline. */
export function isPublicKey(ptr: usize, len: i32): bool {
  const der = new DerReader(ptr, len);
  return readPublicKey(der) && der.position == der.end;
}

/** `SEQUENCE { SEQUENCE { OBJECT IDENTIFIER, ... }, BIT STRING }` */
function readPublicKey(der: DerReader): bool {
  const outside = der.open(Tag.Sequence);
  if (outside == 0) return false;
  const outer = der.open(Tag.Sequence);
  if (outer == 0 || !der.expect(Tag.ObjectIdentifier)) return false;
  der.position = der.end; // parameters
  return (
    der.leave(outer) &&
    der.expect(Tag.BitString) &&
    der.size > 1 &&
    der.leave(outside)
  );
}

/** Over the version, which is 1 where it is left out, and at most 3. */
function readVersion(der: DerReader): bool {
  const constructed0: u32 = Tag.Context | 0x20;
  if (!der.sees(constructed0)) return true;
  const outer = der.open(constructed0);
  return (
    outer != 0 &&
    der.expect(Tag.Integer) &&
    der.size == 1 &&
    load<u8>(der.content) <= 2 &&
    der.leave(outer)
  );
}

/** Issuer, validity, subject and public key. */
function readNames(der: DerReader, certificate: Certificate): bool {
  if (!der.expect(Tag.Sequence)) return false;
  certificate.issuer = der.start;
  certificate.issuerLen = <i32>(der.position - der.start);
  const outer = der.open(Tag.Sequence);
  if (outer == 0 || !readTime(der) || !readTime(der) || !der.leave(outer)) {
    return false;
  }
  if (!der.expect(Tag.Sequence)) return false;
  certificate.subject = der.start;
  certificate.subjectLen = <i32>(der.position - der.start);
  certificate.spki = der.position;
  if (!readPublicKey(der)) return false;
  certificate.spkiLen = <i32>(der.position - certificate.spki);
  return true;
}

function readTime(der: DerReader): bool {
  return (
    der.next() && (der.tag == Tag.UtcTime || der.tag == Tag.GeneralizedTime)
  );
}

/** The unique identifiers of version 2 and the extensions of version 3. */
function readExtensions(der: DerReader, certificate: Certificate): bool {
  for (let number: u32 = 1; number <= 2; number++) {
    const tag: u32 = Tag.Context + number;
    if (der.sees(tag) && !der.next()) return false;
  }
  const constructed3: u32 = Tag.Context + 0x23;
  if (!der.sees(constructed3)) return true;
  const outside = der.open(constructed3);
  if (outside == 0) return false;
  const outer = der.open(Tag.Sequence);
  if (outer == 0) return false;
  let seen: u64 = 0;
  while (der.position < der.end) {
    const extension = der.open(Tag.Sequence);
    if (extension == 0 || !der.expect(Tag.ObjectIdentifier)) return false;
    let id: i32 = -1;
    if (der.size == 3 && load<u16>(der.content) == ID_CE) {
      id = <i32>load<u8>(der.content, 2);
    }
    if (der.sees(Tag.Boolean) && !der.next()) return false;
    if (!der.expect(Tag.OctetString)) return false;
    if (id >= 0 && id < 64) {
      // Two extensions of one kind would leave open which of them counts.
      if ((seen & ((<u64>1) << (<u64>id))) != 0) return false;
      seen |= (<u64>1) << (<u64>id);
      const inner = der.enter();
      if (!readExtension(der, certificate, id) || !der.leave(inner)) {
        return false;
      }
    }
    if (!der.leave(extension)) return false;
  }
  return der.leave(outer) && der.leave(outside);
}

/** Reads what an extension says, in its place; passes over unknown ones. */
function readExtension(
  der: DerReader,
  certificate: Certificate,
  id: i32,
): bool {
  switch (id) {
    case SUBJECT_KEY_IDENTIFIER: {
      if (!der.expect(Tag.OctetString)) return false;
      certificate.subjectKey = der.content;
      certificate.subjectKeyLen = der.size;
      return true;
    }
    case KEY_USAGE: {
      if (!der.expect(Tag.BitString) || der.size < 2) return false;
      certificate.keyUsage = <i32>load<u8>(der.content, 1);
      return true;
    }
    case BASIC_CONSTRAINTS:
      return readBasicConstraints(der, certificate);
    case AUTHORITY_KEY_IDENTIFIER: {
      const outer = der.open(Tag.Sequence);
      if (outer == 0) return false;
      if (der.sees(Tag.Context)) {
        if (!der.next()) return false;
        certificate.authorityKey = der.content;
        certificate.authorityKeyLen = der.size;
      }
      der.position = der.end; // issuer and serial number
      return der.leave(outer);
    }
    default:
      der.position = der.end;
      return true;
  }
}

/** `SEQUENCE { cA BOOLEAN DEFAULT FALSE, pathLenConstraint INTEGER OPTIONAL }` */
function readBasicConstraints(der: DerReader, certificate: Certificate): bool {
  const outer = der.open(Tag.Sequence);
  if (outer == 0) return false;
  if (der.sees(Tag.Boolean)) {
    if (!der.next() || der.size != 1) return false;
    certificate.isAuthority = load<u8>(der.content) != 0;
  }
  if (der.sees(Tag.Integer)) {
    // Nobody has chains of more than 127 certificates.
    if (!der.next() || der.size != 1 || load<i8>(der.content) < 0) return false;
    certificate.pathLen = <i32>load<u8>(der.content);
  }
  return der.leave(outer);
}
