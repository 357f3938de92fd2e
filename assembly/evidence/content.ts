// SPDX-License-Identifier: Apache-2.0
import {
  ascii,
  decodeBase64,
  decodedRoom,
  EMPTY,
  PADDING_BYTES,
  Slice,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { PemReader } from '../x509/pem';

// What evidence is wrapped in. Nothing is left of what is malformed.

/** The bytes of base64 text, with room behind them for a JSON cursor. */
export function bytesOf(base64: Slice): Slice {
  const bytes = heap.alloc(decodedRoom(base64.len) + PADDING_BYTES);
  const len = decodeBase64(base64.ptr, base64.len, bytes);
  return new Slice(bytes, max(len, 0));
}

/** The DER of a PEM text of one certificate, or where allowed a public key. */
export function derOf(pem: Slice, orPublicKey: bool): Slice {
  const reader = PemReader.over(pem);
  if (!reader.next()) return EMPTY;
  const known =
    reader.labelIs(ascii('CERTIFICATE')) ||
    (orPublicKey && reader.labelIs(ascii('PUBLIC KEY')));
  const der = reader.der;
  // Nothing may follow the first block.
  const alone = !reader.next() && reader.sound;
  return known && alone ? der : EMPTY;
}
