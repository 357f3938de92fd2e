// SPDX-License-Identifier: Apache-2.0
import {
  EMPTY,
  equalBytes,
  Slice,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { Der, Tag } from './der';

// Contents of OBJECT IDENTIFIERs.
/** 1.2.840.113549.1.1.1, RFC 8017 */
const RSA = memory.data<u8>([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1]);
/** 1.2.840.10045.2.1, RFC 5480 */
const EC = memory.data<u8>([0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1]);
const P256 = memory.data<u8>([0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7]);
const P384 = memory.data<u8>([0x2b, 0x81, 4, 0, 0x22]);
/** 1.3.101.112, RFC 8410 */
const ED25519 = memory.data<u8>([0x2b, 0x65, 0x70]);

/** First bytes of points: with both coordinates, or the sign of the second. */
const UNCOMPRESSED: u32 = 4;
const EVEN: u32 = 2;
const ODD: u32 = 3;

/**
 * The part of a key that is the same in all its spellings, and in no other
 * key; null for malformed keys, empty for kinds that no host verifies with.
 * Hosts know ECDSA on P-256 and P-384, Ed25519 and RSA.
 *
 * Of a point that is its first coordinate: it may be compressed or not, and who
 * has the key of one of the two points with it has that of the other.
 *
 * @param key - a SubjectPublicKeyInfo (RFC 5280, section 4.1):
 *   `SEQUENCE { SEQUENCE { OBJECT IDENTIFIER, ... }, BIT STRING }`
 */
export function keyIdentity(key: Slice): Slice | null {
  const der = Der.over(key);
  const whole = der.enter(Tag.Sequence);
  const algorithm = der.enter(Tag.Sequence);
  const kind = der.contents(Tag.ObjectIdentifier);
  const curve = der.isAt(Tag.ObjectIdentifier)
    ? der.contents(Tag.ObjectIdentifier)
    : EMPTY;
  der.skipRest();
  der.leave(algorithm);
  const bits = der.contents(Tag.BitString);
  der.leave(whole);
  if (!der.finished) return null;
  if (bits.len < 2) return EMPTY;
  // The first byte counts unused bits.
  const value = new Slice(bits.ptr + 1, bits.len - 1);
  if (is(kind, RSA, 9) || is(kind, ED25519, 3)) return value;
  if (!is(kind, EC, 7)) return EMPTY;
  if (is(curve, P256, 8)) return firstCoordinate(value, 32);
  return is(curve, P384, 5) ? firstCoordinate(value, 48) : EMPTY;
}

/** What keys are compared by: their identity, or else all of their bytes. */
export function comparableKey(key: Slice): Slice {
  const identity = keyIdentity(key);
  return identity == null || identity.len == 0 ? key : identity;
}

/**
 * The first coordinate of a point (SEC 1, section 2.3.3) of this many bytes;
 * empty for what is no point.
 */
function firstCoordinate(point: Slice, size: i32): Slice {
  const form = <u32>load<u8>(point.ptr);
  const both = form == UNCOMPRESSED;
  if (!both && form != EVEN && form != ODD) return EMPTY;
  if (point.len != 1 + (both ? 2 * size : size)) return EMPTY;
  return new Slice(point.ptr + 1, size);
}

function is(content: Slice, identifier: usize, len: i32): bool {
  return equalBytes(content.ptr, content.len, identifier, len);
}
