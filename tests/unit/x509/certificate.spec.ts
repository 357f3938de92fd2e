// SPDX-License-Identifier: Apache-2.0
import { Slice } from '@kubewarden/policy-sdk-assemblyscript/core';
import {
  Authority,
  Certificate,
  KEY_CERT_SIGN,
  UNLIMITED,
  readCertificate,
} from '../../../assembly/x509/certificate';
import { PemReader } from '../../../assembly/x509/pem';
import { keyIdentity } from '../../../assembly/x509/public-key';
import {
  BARE,
  LEAF,
  MIDDLE,
  PLAIN_LEAF,
  ROOT,
} from '../../fixtures/vectors/chains';

/** The DER of a PEM text, with room for a few bytes more. */
function derOf(pem: string): Slice {
  const bytes = Slice.of(pem);
  const reader = PemReader.over(bytes);
  expect<bool>(reader.next()).toBe(true);
  const der = reader.der;
  const copy = heap.alloc(<usize>der.len + 16);
  memory.copy(copy, der.ptr, <usize>der.len);
  return new Slice(copy, der.len);
}

function read(pem: string): Certificate {
  const der = derOf(pem);
  const certificate = readCertificate(der);
  expect<bool>(certificate != null).toBe(true);
  return changetype<Certificate>(certificate);
}

describe('readCertificate', () => {
  it('reads what links certificates', () => {
    const root = read(ROOT);
    expect<i32>(root.authority).toBe(Authority.Yes);
    expect<i32>(root.pathLen).toBe(1);
    expect<bool>((root.keyUsage & KEY_CERT_SIGN) != 0).toBe(true);
    expect<i32>(root.subjectKey.len).toBe(20);
    expect<bool>(root.issuer.equals(root.subject)).toBe(true);
    expect<bool>(keyIdentity(root.spki) != null).toBe(true);

    const middle = read(MIDDLE);
    expect<i32>(middle.pathLen).toBe(0);
    expect<i32>(middle.authorityKey.len).toBe(20);
    expect<bool>(middle.authorityKey.equals(root.subjectKey)).toBe(true);

    const leaf = read(LEAF);
    expect<i32>(leaf.authority).toBe(Authority.No);
    expect<i32>(leaf.pathLen).toBe(UNLIMITED);
    expect<i32>(leaf.keyUsage).toBe(0x80);
  });

  it('reads certificates without some or all extensions', () => {
    const bare = read(BARE);
    expect<i32>(bare.keyUsage).toBe(-1);
    expect<i32>(bare.subjectKey.len).toBe(0);
    const plain = read(PLAIN_LEAF);
    expect<i32>(plain.authorityKey.len).toBe(0);
    expect<i32>(plain.authority).toBe(Authority.Unknown);
  });

  it('refuses every cut and a byte too many', () => {
    const der = derOf(LEAF);
    for (let len = 0; len < der.len; len++) {
      expect<bool>(readCertificate(new Slice(der.ptr, len)) == null).toBe(true);
    }
    const longer = new Slice(der.ptr, der.len + 1);
    expect<bool>(readCertificate(longer) == null).toBe(true);
  });

  it('answers whatever byte is changed', () => {
    const der = derOf(LEAF);
    let refused = 0;
    for (let at: usize = 0; at < <usize>der.len; at++) {
      const was = load<u8>(der.ptr + at);
      for (let flip = 1; flip < 256; flip <<= 1) {
        store<u8>(der.ptr + at, was ^ (<u8>flip));
        if (readCertificate(der) == null) refused++;
      }
      store<u8>(der.ptr + at, was);
    }
    // Most bytes are contents; those of the structure are refused.
    expect<i32>(refused).toBeGreaterThan(600);
  });

  it('refuses an extension that is there twice', () => {
    const der = derOf(LEAF);
    // Makes the key usage (15) a second subject key identifier (14).
    for (let at = der.ptr; at < der.end - 4; at++) {
      if (load<u32>(at) == 0x1d550306 && load<u8>(at, 4) == 15) {
        store<u8>(at, 14, 4);
      }
    }
    expect<bool>(readCertificate(der) == null).toBe(true);
  });
});
