// SPDX-License-Identifier: Apache-2.0
import {
  ascii,
  decodeBase64,
  decodedRoom,
  PADDING_BYTES,
  Slice,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { PemReader } from '../x509/pem';

// What evidence is wrapped in. Null stands for anything malformed.

/** The bytes of base64 text, with room behind them for a JSON cursor. */
export function bytesOf(base64: Slice | null): Slice | null {
  if (base64 == null) return null;
  const bytes = heap.alloc(decodedRoom(base64.len) + PADDING_BYTES);
  const len = decodeBase64(base64.ptr, base64.len, bytes);
  return len < 0 ? null : new Slice(bytes, len);
}

/** The DER of a PEM text of one certificate, or where allowed a public key. */
export function derOf(pem: Slice | null, orPublicKey: bool): Slice | null {
  if (pem == null) return null;
  const reader = PemReader.over(pem);
  if (!reader.next()) return null;
  const known =
    reader.labelIs(ascii('CERTIFICATE')) ||
    (orPublicKey && reader.labelIs(ascii('PUBLIC KEY')));
  const der = reader.der;
  // Nothing may follow the first block.
  const alone = !reader.next() && reader.sound;
  return known && alone ? der : null;
}
