// SPDX-License-Identifier: Apache-2.0
import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { verificationError } from '../../errors.js';

const MIN_RSA_BITS = 2048;
const STRICT_BASE64 =
  /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * Reads a public key in PEM (SubjectPublicKeyInfo).
 *
 * @throws PolicyHostError VERIFICATION for anything but such a key.
 */
export function readPublicKey(pem: string): KeyObject {
  // Node would also derive a key from a certificate or a private key.
  if (!pem.includes('-----BEGIN PUBLIC KEY-----')) {
    throw verificationError('not a PEM public key');
  }
  try {
    return createPublicKey({ key: pem, format: 'pem', type: 'spki' });
  } catch (cause) {
    throw verificationError('not a usable public key', cause);
  }
}

/**
 * Verifies a signature as cosign makes it: ECDSA in DER with the curve's hash,
 * Ed25519, RSA PKCS#1 v1.5 with SHA-256.
 */
export function signatureVerifies(
  key: KeyObject,
  message: Buffer,
  signature: Buffer,
): boolean {
  return hashesFor(key).some((hash) => {
    try {
      return verify(hash, message, key, signature);
    } catch {
      return false;
    }
  });
}

/** True when both are the same public key. */
export function sameKey(a: KeyObject, b: KeyObject): boolean {
  return a.equals(b);
}

/** Decodes standard padded base64; undefined for anything else. */
export function decodeBase64(text: unknown): Buffer | undefined {
  return typeof text === 'string' && text !== '' && STRICT_BASE64.test(text)
    ? Buffer.from(text, 'base64')
    : undefined;
}

function hashesFor(key: KeyObject): readonly (string | null)[] {
  const details = key.asymmetricKeyDetails;
  switch (key.asymmetricKeyType) {
    case 'ec':
      return hashesForCurve(details?.namedCurve);
    case 'ed25519':
      return [null];
    case 'rsa':
      return (details?.modulusLength ?? 0) >= MIN_RSA_BITS ? ['sha256'] : [];
    default:
      return [];
  }
}

function hashesForCurve(curve: string | undefined): readonly string[] {
  switch (curve) {
    case 'prime256v1':
      return ['sha256'];
    case 'secp384r1':
      // cosign signs with SHA-256 unless told otherwise, whatever the curve.
      return ['sha384', 'sha256'];
    case 'secp521r1':
      return ['sha512', 'sha256'];
    default:
      return [];
  }
}
