// SPDX-License-Identifier: Apache-2.0
import { Slice, Writer } from '@kubewarden/policy-sdk-assemblyscript/core';
import { Certificate } from './certificate';
import { Der } from './der';

/** Bytes of `YYMMDDhhmmssZ`. */
const UTC_TIME_BYTES = 13;

/** The day up to which, or from which on, a certificate is valid, 2026-12-31. */
export function validityDate(certificate: Certificate, last: bool): Slice {
  const der = Der.over(certificate.validity);
  if (last) der.read(load<u8>(der.position));
  const time = der.contents(load<u8>(der.position));
  const date = new Writer(16);
  let day = time.ptr + 4;
  // RFC 5280, 4.1.2.5.1: years from 50 on are of the last century.
  if (time.len == UTC_TIME_BYTES) {
    date.literal(load<u8>(time.ptr) < 0x35 ? '20' : '19');
    day -= 2;
  }
  return date
    .raw(time.ptr, <i32>(day - time.ptr))
    .byte(0x2d)
    .raw(day, 2)
    .byte(0x2d)
    .raw(day + 2, 2)
    .slice();
}
