// SPDX-License-Identifier: Apache-2.0
import { EMPTY, Slice } from '@kubewarden/policy-sdk-assemblyscript/core';
import { Certificate } from './certificate';
import { Der, Tag } from './der';

/** OBJECT IDENTIFIER 2.5.29.17, its three bytes in memory order. */
const SUBJECT_ALTERNATIVE_NAME: u32 = 0x111d55;
/** The first eight bytes of Fulcio's 1.3.6.1.4.1.57264.1.n, and the ninth. */
const FULCIO: u64 = 0x30bf83010401062b;
const FULCIO_NINTH: u8 = 1;

// What n says of a value.
const ISSUER: u8 = 1;
const GITHUB_REPOSITORY: u8 = 5;
/** Of the type of an `otherName`. */
const USER_NAME: u8 = 7;
/** The issuer again, as a UTF8String. */
const ISSUER_V2: u8 = 8;

// Tags of alternative names (RFC 5280, section 4.2.1.6).
const OTHER_NAME: u32 = Tag.ContextConstructed;
const EMAIL: u32 = Tag.Context + 1;
const URI: u32 = Tag.Context + 6;

/**
 * Whom Fulcio says a certificate was issued to; what is not there is empty.
 *
 * @see https://github.com/sigstore/fulcio/blob/main/docs/oid-info.md
 */
@final
@unmanaged
export class FulcioIdentity {
  /**
   * The OIDC issuer; empty, as no issuer is, when the certificate names two or
   * says anything twice.
   */
  issuer: Slice = EMPTY;
  /** The first URL, e-mail address or user name. */
  subject: Slice = EMPTY;
  /** `OWNER/REPO` of a GitHub workflow. */
  repository: Slice = EMPTY;

  /** Reads it of a certificate. */
  constructor(certificate: Certificate) {
    let issuerV2 = EMPTY;
    const der = Der.over(certificate.extensions);
    while (der.hasMore) {
      const extension = der.enter(Tag.Sequence);
      const id = der.contents(Tag.ObjectIdentifier);
      der.skip(Tag.Boolean);
      const value = der.contents(Tag.OctetString);
      der.leave(extension);
      if (isAlternativeName(id)) {
        this.subject = once(der, this.subject, subjectOf(value));
        continue;
      }
      const n = fulcioNumber(id);
      if (n == ISSUER) this.issuer = once(der, this.issuer, value);
      else if (n == GITHUB_REPOSITORY)
        this.repository = once(der, this.repository, value);
      else if (n == ISSUER_V2) issuerV2 = once(der, issuerV2, utf8Of(value));
    }
    if (this.issuer.len == 0) this.issuer = issuerV2;
    const differ = issuerV2.len > 0 && !issuerV2.equals(this.issuer);
    // What is not clear is nobody's.
    if (differ || der.failed) this.issuer = EMPTY;
  }
}

/** A value that must not be `known` yet. */
function once(der: Der, known: Slice, value: Slice): Slice {
  if (known.len > 0) der.fail();
  return value;
}

function isAlternativeName(id: Slice): bool {
  return (
    id.len == 3 && (load<u32>(id.ptr) & 0xffffff) == SUBJECT_ALTERNATIVE_NAME
  );
}

/** The n of an identifier of Fulcio's; 0 for others. */
function fulcioNumber(id: Slice): u8 {
  const isFulcio =
    id.len == 10 &&
    load<u64>(id.ptr) == FULCIO &&
    load<u8>(id.ptr, 8) == FULCIO_NINTH;
  return isFulcio ? load<u8>(id.ptr, 9) : 0;
}

/** The first name of a kind that hosts compare. */
function subjectOf(value: Slice): Slice {
  const der = Der.over(value);
  der.enter(Tag.Sequence);
  while (der.hasMore) {
    if (der.isAt(URI)) return der.contents(URI);
    if (der.isAt(EMAIL)) return der.contents(EMAIL);
    const tag = <u32>load<u8>(der.position);
    const name = der.contents(tag);
    if (tag == OTHER_NAME) {
      const user = userName(name);
      if (user.len > 0) return user;
    }
  }
  return EMPTY;
}

/** `type-id OBJECT IDENTIFIER, value [0] UTF8String`, of Fulcio's type. */
function userName(name: Slice): Slice {
  const der = Der.over(name);
  if (fulcioNumber(der.contents(Tag.ObjectIdentifier)) != USER_NAME)
    return EMPTY;
  return utf8Of(der.contents(Tag.ContextConstructed));
}

/** The contents of a value that is a UTF8String; else none. */
function utf8Of(value: Slice): Slice {
  const der = Der.over(value);
  const text = der.contents(Tag.Utf8String);
  return der.finished ? text : EMPTY;
}
