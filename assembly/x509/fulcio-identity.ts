// SPDX-License-Identifier: Apache-2.0
import {
  EMPTY,
  equalBytes,
  Slice,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { Certificate } from './certificate';
import { Der, Tag } from './der';

/** OBJECT IDENTIFIER 1.3.6.1.4.1.57264.1, Fulcio's; n follows. */
const FULCIO = memory.data<u8>([0x2b, 6, 1, 4, 1, 0x83, 0xbf, 0x30, 1]);
const FULCIO_BYTES = 9;

// What n says of a value.
const ISSUER: u32 = 1;
const GITHUB_REPOSITORY: u32 = 5;
/** Of the type of an `otherName`. */
const USER_NAME: u32 = 7;
/** The issuer again, as a UTF8String. */
const ISSUER_V2: u32 = 8;

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
    let seen: u32 = 0;
    const der = Der.over(certificate.extensions);
    while (der.hasMore) {
      const extension = der.enter(Tag.Sequence);
      const id = der.contents(Tag.ObjectIdentifier);
      der.skip(Tag.Boolean);
      const value = der.contents(Tag.OctetString);
      der.leave(extension);
      const n = fulcioNumber(id);
      if (n == ISSUER) this.issuer = value;
      else if (n == GITHUB_REPOSITORY) this.repository = value;
      else if (n == ISSUER_V2) issuerV2 = utf8Of(value);
      else if (id.is('\x55\x1d\x11' /* 2.5.29.17 */))
        this.subject = subjectOf(value);
      else continue;
      if (((seen >> n) & 1) != 0) der.fail();
      seen |= 1 << n;
    }
    if (this.issuer.len == 0) this.issuer = issuerV2;
    const differ = issuerV2.len > 0 && !issuerV2.equals(this.issuer);
    // What is not clear is nobody's.
    if (differ || der.failed) this.issuer = EMPTY;
  }
}

/** The n of an identifier of Fulcio's; 0 for others. */
function fulcioNumber(id: Slice): u32 {
  const isFulcio =
    id.len == FULCIO_BYTES + 1 &&
    equalBytes(id.ptr, FULCIO_BYTES, FULCIO, FULCIO_BYTES);
  return isFulcio ? load<u8>(id.ptr, FULCIO_BYTES) : 0;
}

/** The first name of a kind that hosts compare. */
function subjectOf(value: Slice): Slice {
  const der = Der.over(value);
  der.enter(Tag.Sequence);
  while (der.hasMore) {
    const tag = <u32>load<u8>(der.position);
    const name = der.contents(tag);
    if (tag == URI || tag == EMAIL) return name;
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
