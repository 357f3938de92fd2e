// SPDX-License-Identifier: Apache-2.0
import { X509Certificate as NodeCertificate } from 'node:crypto';
import { type ASN1Obj, X509Certificate } from '@sigstore/core';
import { verificationError } from '../../errors.js';
import { type Extensions, readExtensions } from './extensions.js';
import type { CertificateBytes } from './types.js';

const PEM_BLOCK =
  /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/g;

/** One certificate, read. */
export interface Certificate {
  /** Signatures, names and keys: OpenSSL. */
  readonly native: NodeCertificate;
  readonly extensions: Extensions;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** `AlgorithmIdentifier` of the issuer's signature. */
  readonly signatureAlgorithm: ASN1Obj;
  readonly der: Buffer;
}

/**
 * Reads exactly one certificate from PEM text or DER bytes.
 *
 * @throws PolicyHostError VERIFICATION
 */
export function readCertificate(bytes: CertificateBytes): Certificate {
  if (bytes.encoding === 'Der') return fromDer(Buffer.from(bytes.data));
  const found = readPemCertificates(Buffer.from(bytes.data).toString('latin1'));
  const [first] = found;
  if (first === undefined) {
    throw verificationError(
      'Certificate PEM data is not valid: no items found',
    );
  }
  if (found.length > 1) {
    throw verificationError(
      `Certificate PEM data is not valid: ${found.length} items found, expected one`,
    );
  }
  return first;
}

/** Reads every certificate of a PEM text, in order. */
export function readPemCertificates(text: string): readonly Certificate[] {
  return Array.from(text.matchAll(PEM_BLOCK), (block) =>
    fromDer(Buffer.from(block[1] ?? '', 'base64')),
  );
}

/**
 * Reads a text that is one PEM certificate and nothing else.
 *
 * @returns undefined for any other text.
 * @throws PolicyHostError VERIFICATION when the certificate is malformed.
 */
export function readSoleCertificate(text: string): Certificate | undefined {
  const [block] = text.match(PEM_BLOCK) ?? [];
  return block !== undefined && text.trim() === block
    ? readPemCertificates(block)[0]
    : undefined;
}

/** Reads a certificate from its DER bytes. */
export function fromDer(bytes: Uint8Array): Certificate {
  const der = Buffer.from(bytes);
  try {
    const native = new NodeCertificate(der);
    // Trailing bytes would be invisible to one library and not to the other.
    if (native.raw.length !== der.length) throw new Error('TrailingData');
    const parsed = X509Certificate.parse(der);
    const [, signatureAlgorithm] = parsed.root.subs;
    if (signatureAlgorithm === undefined) throw new Error('no signature');
    return {
      native,
      extensions: readExtensions(parsed),
      notBefore: readTime(native.validFrom),
      notAfter: readTime(native.validTo),
      signatureAlgorithm,
      der,
    };
  } catch (cause) {
    throw verificationError(
      'Certificate is not a valid end-entity certificate: BadDer',
      cause,
    );
  }
}

/** OpenSSL writes `Jan  1 00:00:00 2020 GMT`. */
function readTime(text: string): Date {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw new Error(`not a time: ${text}`);
  return time;
}

/** True when both are the same certificate, byte for byte. */
export function sameCertificate(a: Certificate, b: Certificate): boolean {
  return a.der.equals(b.der);
}
