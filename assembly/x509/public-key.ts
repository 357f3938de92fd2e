// SPDX-License-Identifier: Apache-2.0
import {
  EMPTY,
  equalBytes,
  Slice,
  Writer,
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

/** First byte of a point with both coordinates (SEC 1, section 2.3.3). */
const UNCOMPRESSED: u8 = 4;
/** First byte of a point without its second one, which is even. */
const EVEN: u8 = 2;

/**
 * Whether the bytes are a public key in outline (RFC 5280, section 4.1):
 * `SEQUENCE { SEQUENCE { OBJECT IDENTIFIER, ... }, BIT STRING }`.
 */
export function isPublicKey(bytes: Slice): bool {
  const der = new Der(bytes);
  const whole = der.enter(Tag.Sequence);
  const algorithm = der.enter(Tag.Sequence);
  der.read(Tag.ObjectIdentifier);
  der.skipRest();
  der.leave(algorithm);
  der.read(Tag.BitString);
  der.leave(whole);
  return der.finished;
}

/**
 * What is the same for all spellings of one key, and for no other key; null
 * for keys of a kind that no host verifies with. Hosts know ECDSA on P-256 and
 * P-384, Ed25519 and RSA; points may be compressed or not.
 *
 * @param key - a SubjectPublicKeyInfo that `isPublicKey`, or of a certificate
 */
export function keyIdentity(key: Slice): Slice | null {
  const der = new Der(key);
  der.enter(Tag.Sequence);
  const algorithm = der.enter(Tag.Sequence);
  const kind = der.contents(Tag.ObjectIdentifier);
  const curve = der.isAt(Tag.ObjectIdentifier)
    ? der.contents(Tag.ObjectIdentifier)
    : EMPTY;
  der.skipRest();
  der.leave(algorithm);
  const bits = der.contents(Tag.BitString);
  // The first byte counts unused bits.
  const point = new Slice(bits.ptr + 1, bits.len - 1);
  if (is(kind, RSA, 9) || is(kind, ED25519, 3)) return joined(kind, point);
  if (!is(kind, EC, 7)) return null;
  if (is(curve, P256, 8)) return joined(curve, compressed(point, 32));
  if (is(curve, P384, 5)) return joined(curve, compressed(point, 48));
  return null;
}

/** A point in its short form; other bytes stay as they are. */
function compressed(point: Slice, size: i32): Slice {
  if (point.len != 1 + 2 * size || load<u8>(point.ptr) != UNCOMPRESSED)
    return point;
  const isOdd = load<u8>(point.end - 1) & 1;
  return new Writer(64)
    .byte(EVEN + isOdd)
    .slices(new Slice(point.ptr + 1, size))
    .slice();
}

function joined(kind: Slice, bits: Slice): Slice {
  return new Writer(512).slices(kind).slices(bits).slice();
}

function is(content: Slice, identifier: usize, len: i32): bool {
  return equalBytes(content.ptr, content.len, identifier, len);
}
