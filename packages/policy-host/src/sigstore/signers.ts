// SPDX-License-Identifier: Apache-2.0
import { verificationError } from './failures.js';
import type { Signer } from './signer.js';
import { certificateSigner } from './signers/certificate.js';
import { publicKeySigner } from './signers/public-key.js';
import type { TrustRoot } from './trust-material.js';
import type { VerificationRequest } from './types.js';

/**
 * The signers a request asks for, all of whom must have signed.
 *
 * @throws PolicyHostError VERIFICATION for an empty or unusable requirement.
 */
export function signersOf(
  request: VerificationRequest,
  _trust: TrustRoot | undefined,
  now: Date,
): readonly Signer[] {
  const { annotations } = request;
  switch (request.kind) {
    case 'pubKeys':
      if (request.pubKeys.length === 0) {
        throw verificationError('Must provide at least one pub key');
      }
      return request.pubKeys.map((pem) => publicKeySigner(pem, annotations));
    case 'certificate':
      return [certificateSigner(request, now)];
    default:
      throw verificationError('keyless verification is not available');
  }
}
