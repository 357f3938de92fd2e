// SPDX-License-Identifier: Apache-2.0
import { EMPTY, Slice } from '@kubewarden/policy-sdk-assemblyscript/core';
import { Der, Tag } from './der';

/** The element OBJECT IDENTIFIER 2.5.29.n up to the byte n. */
const ID_CE: u32 = 0x1d550306;
const ID_CE_BYTES: usize = 5;
const SUBJECT_KEY_IDENTIFIER: u64 = 14;
const KEY_USAGE: u64 = 15;
const BASIC_CONSTRAINTS: u64 = 19;
const EXTENDED_KEY_USAGE: u64 = 37;
const AUTHORITY_KEY_IDENTIFIER: u64 = 35;

const READ_EXTENSIONS: u64 =
  ((<u64>1) << SUBJECT_KEY_IDENTIFIER) |
  ((<u64>1) << KEY_USAGE) |
  ((<u64>1) << BASIC_CONSTRAINTS) |
  ((<u64>1) << EXTENDED_KEY_USAGE) |
  ((<u64>1) << AUTHORITY_KEY_IDENTIFIER);

/** First byte of `keyUsage`: the key may sign what is no certificate. */
export const DIGITAL_SIGNATURE: u32 = 0x80;
/** First byte of `keyUsage`: the key may sign certificates. */
export const KEY_CERT_SIGN: u32 = 0x04;
/** `id-kp-codeSigning`, 1.3.6.1.5.5.7.3.3, its eight bytes in memory order. */
const CODE_SIGNING: u64 = 0x030307050501062b;

/** More certificates than any chain has. */
export const UNLIMITED: i32 = i16.MAX_VALUE;

/** `cA` of the basic constraints. */
export const enum Authority {
  No,
  Yes,
  /** There are none. */
  Unknown,
}

/** Bytes of a signature, enough to tell any two apart. */
const SEAL_BYTES: i32 = 16;

/**
 * What linking certificates needs of one (RFC 5280, section 4). The slices
 * are parts of its DER: names and key are whole elements, identifiers contents.
 */
@final
@unmanaged
export class Certificate {
  /** The next certificate of a list. */
  next: Certificate | null = null;
  /** Where its text stands in the settings that are checked. */
  at: usize = 0;
  authority: Authority = Authority.Unknown;
  /** Whether it may sign code; true without extended key usages. */
  maySignCode: bool = true;
  /**
   * In a chain: how many intermediates may stand between it and a signer, on
   * the best way to the anchor; -1 when none leads there.
   */
  room: i32 = -1;
  /** `pathLenConstraint` */
  pathLen: i32 = UNLIMITED;
  /** First byte of the key usage; all bits without one. */
  keyUsage: u32 = u32.MAX_VALUE;
  /** Subject key identifier; empty without one. */
  subjectKey: Slice = EMPTY;
  /** `keyIdentifier` of the authority key identifier; empty without one. */
  authorityKey: Slice = EMPTY;
  /** All extensions, elements; empty without any. */
  extensions: Slice = EMPTY;

  constructor(
    /** The whole certificate. */
    public der: Slice,
    public issuer: Slice,
    /** `notBefore` and `notAfter`, elements. */
    public validity: Slice,
    public subject: Slice,
    /** The public key as SubjectPublicKeyInfo. */
    public spki: Slice,
  ) {}

  /** The end of its signature, another one for every certificate. */
  get seal(): Slice {
    // No certificate is shorter: it has twelve elements, each with a head.
    return new Slice(this.der.end - <usize>SEAL_BYTES, SEAL_BYTES);
  }

  /** Whether both are the same, byte for byte. */
  equals(other: Certificate): bool {
    return this.der.equals(other.der);
  }
}

/**
 * Reads an X.509 certificate in DER; null when its structure is malformed.
 * Neither the signature nor the validity is looked at: that is the host's work.
 *
 * @param bytes - all of them the certificate's; they must stay as long as the
 *   result is used, and be readable 15 bytes past their end
 */
export function readCertificate(bytes: Slice): Certificate | null {
  const der = Der.over(bytes);
  const whole = der.enter(Tag.Sequence);
  const signed = der.enter(Tag.Sequence);
  if (der.isAt(Tag.ContextConstructed)) readVersion(der);
  der.read(Tag.Integer);
  const algorithm = der.element(Tag.Sequence);
  const issuer = der.element(Tag.Sequence);
  const outer = der.enter(Tag.Sequence);
  const times = der.position;
  readTime(der);
  readTime(der);
  const validity = der.since(times);
  der.leave(outer);
  const subject = der.element(Tag.Sequence);
  const spki = der.element(Tag.Sequence);
  // Unique identifiers, which nobody uses.
  der.skip(Tag.Context + 1);
  der.skip(Tag.Context + 2);
  const certificate = new Certificate(bytes, issuer, validity, subject, spki);
  if (der.hasMore) readExtensions(der, certificate);
  der.leave(signed);
  const signatureAlgorithm = der.element(Tag.Sequence);
  der.read(Tag.BitString);
  der.leave(whole);
  // RFC 5280, 4.1.1.2: the algorithm inside and outside of what is signed.
  const sound = der.finished && algorithm.equals(signatureAlgorithm);
  return sound ? certificate : null;
}

/** `[0] { INTEGER }`, which may be left out and is at most 3, written 2. */
function readVersion(der: Der): void {
  const tagged = der.enter(Tag.ContextConstructed);
  if (<u32>der.byte(Tag.Integer) > 2) der.fail();
  der.leave(tagged);
}

function readTime(der: Der): void {
  der.read(der.isAt(Tag.UtcTime) ? Tag.UtcTime : Tag.GeneralizedTime);
}

/** Reads `[3] { SEQUENCE { SEQUENCE { extension }, ... } }`. */
function readExtensions(der: Der, certificate: Certificate): void {
  const tagged = der.enter(Tag.ContextConstructed + 3);
  const list = der.enter(Tag.Sequence);
  const start = der.position;
  certificate.extensions = Slice.between(start, der.end);
  let seen: u64 = 0;
  while (der.hasMore) {
    const extension = der.enter(Tag.Sequence);
    const kind = extensionKind(der);
    const bit: u64 = ((<u64>1) << kind) & READ_EXTENSIONS;
    if (bit == 0) {
      der.skipRest();
    } else {
      // Two extensions of one kind would leave open which of them counts.
      if ((seen & bit) != 0) der.fail();
      seen |= bit;
      readExtension(der, certificate, kind);
    }
    der.leave(extension);
  }
  der.leave(list);
  der.leave(tagged);
}

/** The last byte of an extension's identifier below 2.5.29; 0 for others. */
function extensionKind(der: Der): u64 {
  const id = der.position;
  if (der.end - id < ID_CE_BYTES || load<u32>(id) != ID_CE) return 0;
  der.position = id + ID_CE_BYTES;
  const kind = <u64>load<u8>(id, 4);
  return kind < 64 ? kind : 0;
}

/** Reads `BOOLEAN DEFAULT FALSE, OCTET STRING { value }`. */
function readExtension(der: Der, certificate: Certificate, kind: u64): void {
  der.skip(Tag.Boolean);
  const value = der.enter(Tag.OctetString);
  if (kind == SUBJECT_KEY_IDENTIFIER) {
    certificate.subjectKey = der.contents(Tag.OctetString);
  } else if (kind == KEY_USAGE) {
    const bits = der.read(Tag.BitString);
    if (der.position - bits < 2) der.fail();
    else certificate.keyUsage = load<u8>(bits, 1);
  } else {
    const parts = der.enter(Tag.Sequence);
    if (kind == BASIC_CONSTRAINTS) {
      readBasicConstraints(der, certificate);
    } else if (kind == EXTENDED_KEY_USAGE) {
      certificate.maySignCode = readUsages(der);
    } else {
      if (der.isAt(Tag.Context))
        certificate.authorityKey = der.contents(Tag.Context);
      der.skipRest();
    }
    der.leave(parts);
  }
  der.leave(value);
}

/** `cA BOOLEAN DEFAULT FALSE, pathLenConstraint INTEGER OPTIONAL` */
function readBasicConstraints(der: Der, certificate: Certificate): void {
  const isAuthority = der.isAt(Tag.Boolean) && der.byte(Tag.Boolean) != 0;
  certificate.authority = isAuthority ? Authority.Yes : Authority.No;
  if (!der.hasMore) return;
  // One byte, not negative: nobody has chains of more than 128 certificates.
  const pathLen = der.byte(Tag.Integer);
  if (pathLen < 0) der.fail();
  certificate.pathLen = pathLen;
}

/** `SEQUENCE OF KeyPurposeId`: whether signing code is among them. */
function readUsages(der: Der): bool {
  let found = false;
  while (der.hasMore) {
    const usage = der.contents(Tag.ObjectIdentifier);
    if (usage.len == 8 && load<u64>(usage.ptr) == CODE_SIGNING) found = true;
  }
  return found;
}
