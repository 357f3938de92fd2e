// SPDX-License-Identifier: Apache-2.0
import type { Certificate } from './certificate.js';

/** Extended key usage of certificates that sign images. */
export const CODE_SIGNING = '1.3.6.1.5.5.7.3.3';

/**
 * The demands on a signing certificate: digitalSignature, codeSigning, a
 * subject alternative name, already valid.
 *
 * @returns the first broken rule in kwctl's words, undefined when all hold.
 */
export function brokenRule(
  certificate: Certificate,
  now: Date,
): string | undefined {
  const { extensions, notBefore } = certificate;
  if (extensions.keyUsage?.digitalSignature !== true) {
    return 'Bundled certificate does not have digital signature key usage';
  }
  if (extensions.extendedKeyUsage?.includes(CODE_SIGNING) !== true) {
    return 'Bundled certificate does not have code signing extended key usage';
  }
  if (extensions.alternativeNames === undefined) {
    return 'Certificate without Subject Alternative Name';
  }
  if (now < notBefore) {
    const start = notBefore.toISOString();
    return `Certificate validity check failed: cannot be used before ${start}`;
  }
  return undefined;
}

/**
 * A signature made outside the certificate's validity does not count.
 *
 * @param signedAt a time vouched for by a log or a timestamp authority.
 */
export function brokenTime(
  certificate: Certificate,
  signedAt: Date,
): string | undefined {
  const { notBefore, notAfter } = certificate;
  const time = signedAt.toISOString();
  if (signedAt > notAfter) {
    return (
      'Certificate expired before signatures were entered in log: ' +
      `${notAfter.toISOString()} is before ${time}`
    );
  }
  if (signedAt < notBefore) {
    return (
      'Certificate was issued after signatures were entered in log: ' +
      `${notBefore.toISOString()} is after ${time}`
    );
  }
  return undefined;
}
