// SPDX-License-Identifier: Apache-2.0

/** `crypto` `v1/is_certificate_trusted`, decoded. */
export interface CertificateTrustRequest {
  readonly certificate: CertificateBytes;
  /** Absent: the system's roots; last element: the sole trust anchor. */
  readonly chain?: readonly CertificateBytes[];
  /** RFC 3339 evaluation time; absent: now. */
  readonly at?: string;
}

/** A certificate in PEM text bytes or DER bytes. */
export interface CertificateBytes {
  readonly encoding: 'Pem' | 'Der';
  readonly data: Uint8Array;
}

/** The answer of `is_certificate_trusted`; `reason` is empty when trusted. */
export interface CertificateTrust {
  readonly trusted: boolean;
  readonly reason: string;
}
