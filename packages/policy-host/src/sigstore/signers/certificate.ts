// SPDX-License-Identifier: Apache-2.0
import {
  type Certificate,
  readCertificate,
  sameCertificate,
} from '../certificates/certificate.js';
import { checkChain } from '../certificates/certificate-chain.js';
import {
  brokenRule,
  brokenTime,
  CODE_SIGNING,
} from '../certificates/certificate-rules.js';
import { chainReason, readChain } from '../certificates/certificate-trust.js';
import type { Evidence } from '../evidence/evidence.js';
import { verificationError } from '../../errors.js';
import { missingAnnotation } from './annotations.js';
import { signatureVerifies } from '../keys/signature-check.js';
import type { Signer } from './signer.js';
import type { VerificationRequest } from './types.js';

type CertificateRequest = Extract<VerificationRequest, { kind: 'certificate' }>;

/**
 * The holder of the private key of one certificate. The certificate itself is
 * checked first: usage, validity and, with a chain, a path to its last
 * element now. A signature counts when it is by the certificate's key, comes
 * with no other certificate, and was made while the certificate was valid.
 *
 * @throws PolicyHostError VERIFICATION when the certificate is not usable.
 */
export function certificateSigner(
  request: CertificateRequest,
  now: Date,
): Signer {
  const certificate = readCertificate({
    encoding: 'Pem',
    data: request.certificate,
  });
  const rule = brokenRule(certificate, now);
  if (rule !== undefined) throw verificationError(rule);
  if (request.certificateChain !== undefined) {
    const chain = request.certificateChain.map(
      (data) => ({ encoding: 'Pem', data }) as const,
    );
    const problem = checkChain(
      certificate,
      { ...readChain(chain), purpose: CODE_SIGNING },
      now,
    );
    if (problem !== undefined) {
      throw verificationError(`${chainReason(problem)} (${problem})`);
    }
  }
  return {
    constraint: '',
    miss: (evidence) =>
      missSignature(certificate, evidence) ??
      missTime(certificate, evidence, request.requireRekorBundle, now) ??
      missAnnotations(evidence, request),
  };
}

/** @throws PolicyHostError VERIFICATION when it is no certificate. */
export function hasExpired(data: Uint8Array, now: Date): boolean {
  return now > readCertificate({ encoding: 'Pem', data }).notAfter;
}

function missSignature(
  certificate: Certificate,
  evidence: Evidence,
): string | undefined {
  const { message, signature } = evidence;
  if (!signatureVerifies(certificate.native.publicKey, message, signature)) {
    return 'signature is not by this certificate';
  }
  // Another certificate of the same key is another statement about its owner.
  return evidence.certificate !== undefined &&
    !sameCertificate(evidence.certificate, certificate)
    ? 'signature comes with another certificate of the same key'
    : undefined;
}

function missTime(
  certificate: Certificate,
  evidence: Evidence,
  requireRekorBundle: boolean,
  now: Date,
): string | undefined {
  const vouched = evidence.logged && evidence.times.length > 0;
  if (requireRekorBundle && !vouched)
    return 'no trusted Rekor bundle with a time';
  // Without anybody to vouch for the time only the present is certain.
  if (evidence.times.length === 0) {
    return now > certificate.notAfter
      ? 'certificate expired and nothing vouches for the signing time'
      : undefined;
  }
  return evidence.times
    .map((time) => brokenTime(certificate, time))
    .find((reason) => reason !== undefined);
}

function missAnnotations(
  evidence: Evidence,
  request: CertificateRequest,
): string | undefined {
  const missing = missingAnnotation(evidence.annotations, request.annotations);
  return missing === undefined
    ? undefined
    : `annotation ${missing} is missing or different`;
}
