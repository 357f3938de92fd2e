// SPDX-License-Identifier: Apache-2.0

/** Layer of a cosign 2 signature object: the signed payload. */
export const SIMPLE_SIGNING =
  'application/vnd.dev.cosign.simplesigning.v1+json';
/** Layer annotation: the signature, base64. */
export const SIGNATURE_ANNOTATION = 'dev.cosignproject.cosign/signature';
/** Layer annotation: the signing certificate, PEM. */
export const CERTIFICATE_ANNOTATION = 'dev.sigstore.cosign/certificate';
/** Layer annotation: the Rekor bundle, JSON text. */
export const REKOR_ANNOTATION = 'dev.sigstore.cosign/bundle';
/** Layer annotation: an RFC 3161 timestamp, JSON text. */
export const TIMESTAMP_ANNOTATION = 'dev.sigstore.cosign/rfc3161timestamp';

/** Layer of a cosign 3 signature: a Sigstore bundle. */
export const SIGSTORE_BUNDLE = 'application/vnd.dev.sigstore.bundle.v0.3+json';
/** DSSE payload type of in-toto statements. */
export const IN_TOTO = 'application/vnd.in-toto+json';
/** in-toto statement, version 1. */
export const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1';
/** Predicate of a cosign 3 image signature. */
export const COSIGN_SIGN_PREDICATE = 'https://sigstore.dev/cosign/sign/v1';
