// SPDX-License-Identifier: Apache-2.0
import { rootCertificates } from 'node:tls';
import {
  type Certificate,
  readCertificate,
  readPemCertificates,
} from './certificate.js';
import {
  type ChainProblem,
  type ChainTrust,
  checkChain,
  hasUnknownCritical,
} from './certificate-chain.js';
import { verificationError } from '../../errors.js';
import type {
  CertificateBytes,
  CertificateTrust,
  CertificateTrustRequest,
} from './types.js';

const RFC_3339 =
  /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}):\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})$/;

let publicRoots: readonly Certificate[] | undefined;

/**
 * Answers `crypto` `v1/is_certificate_trusted`: the last certificate of the
 * chain is the only anchor, the others are intermediates; without a chain the
 * public roots shipped with Node count, with an empty one nothing does. Any
 * extended key usage is accepted.
 *
 * @throws PolicyHostError VERIFICATION for unreadable certificates or times.
 */
export function checkCertificateTrust(
  request: CertificateTrustRequest,
): Promise<CertificateTrust> {
  // An async border, so that errors of the parsers become rejections.
  return Promise.resolve().then(() => {
    const leaf = readCertificate(request.certificate);
    if (hasUnknownCritical(leaf)) {
      throw verificationError(
        'Certificate is not a valid end-entity certificate: UnsupportedCriticalExtension',
      );
    }
    const trust =
      request.chain === undefined
        ? { anchors: readPublicRoots(), intermediates: [] }
        : readChain(request.chain);
    const problem = checkChain(leaf, trust, evaluationTime(request.at));
    return problem === undefined
      ? { trusted: true, reason: '' }
      : { trusted: false, reason: chainReason(problem) };
  });
}

/** A user's chain: intermediates first, the anchor last. */
export function readChain(chain: readonly CertificateBytes[]): ChainTrust {
  const certificates = chain.map(readCertificate);
  return {
    anchors: certificates.slice(-1),
    intermediates: certificates.slice(0, -1),
  };
}

/** The reason kwctl's host gives for a chain that does not hold. */
export function chainReason(problem: ChainProblem): string {
  switch (problem) {
    case 'CertExpired':
      return 'Certificate is being used after its expiration date';
    case 'CertNotValidYet':
      return 'Certificate is being used before its validity date';
    case 'UnknownIssuer':
      return 'Certificate is not trusted by the provided cert chain';
    default:
      return `Certificate not trusted: ${problem}`;
  }
}

function evaluationTime(at: string | undefined): Date {
  if (at === undefined || at === '') return new Date();
  const [, day, hour] = RFC_3339.exec(at) ?? [];
  const time = new Date(at);
  // JavaScript reads February 30 as March 1 or 2, and 24:00 as the next day.
  if (!isDay(day) || hour === '24' || Number.isNaN(time.getTime())) {
    throw verificationError('Timestamp not_after is not in RFC3339 format');
  }
  return time;
}

function isDay(text: string | undefined): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text!);
}

function readPublicRoots(): readonly Certificate[] {
  publicRoots ??= rootCertificates.flatMap((pem) => readPemCertificates(pem));
  return publicRoots;
}
