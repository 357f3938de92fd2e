// SPDX-License-Identifier: Apache-2.0
import type { ASN1Obj } from '@sigstore/core';

const RSA_PSS = '1.2.840.113549.1.1.10';

const STRONG: ReadonlySet<string> = new Set([
  '1.2.840.10045.4.3.2', // ECDSA with SHA-256
  '1.2.840.10045.4.3.3', // ECDSA with SHA-384
  '1.2.840.10045.4.3.4', // ECDSA with SHA-512
  '1.2.840.113549.1.1.11', // RSA PKCS#1 v1.5 with SHA-256
  '1.2.840.113549.1.1.12', // RSA PKCS#1 v1.5 with SHA-384
  '1.2.840.113549.1.1.13', // RSA PKCS#1 v1.5 with SHA-512
  '1.3.101.112', // Ed25519
]);

const SHA2: ReadonlySet<string> = new Set([
  '2.16.840.1.101.3.4.2.1',
  '2.16.840.1.101.3.4.2.2',
  '2.16.840.1.101.3.4.2.3',
]);

/**
 * Whether a certificate's signature is of a kind that still means something;
 * SHA-1 and older hashes do not.
 *
 * @param algorithm `AlgorithmIdentifier` (RFC 5280, 4.1.1.2).
 */
export function isStrong(algorithm: ASN1Obj): boolean {
  const [oid, parameters] = algorithm.subs;
  if (oid === undefined) return false;
  const name = oid.toOID();
  if (name !== RSA_PSS) return STRONG.has(name);
  // RSASSA-PSS-params begin with the hash in [0]; without it, it is SHA-1.
  const hash = parameters?.subs[0];
  if (hash === undefined || !hash.tag.isContextSpecific(0)) return false;
  const hashName = hash.subs[0]?.subs[0]?.toOID();
  return hashName !== undefined && SHA2.has(hashName);
}
