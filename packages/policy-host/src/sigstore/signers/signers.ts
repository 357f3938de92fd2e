// SPDX-License-Identifier: Apache-2.0
import { verificationError } from '../../errors.js';
import type { Signer } from './signer.js';
import { certificateSigner, hasExpired } from './certificate.js';
import { githubSigner } from './github-actions.js';
import { exactSigner, identifier, prefixSigner } from './keyless.js';
import { publicKeySigner } from './public-key.js';
import type { TrustRoot } from '../trust/trust-material.js';
import type { VerificationRequest } from './types.js';

/**
 * Whether a request can only be satisfied by somebody whom a log or an
 * authority vouches for: all identities, certificates that must be logged, and
 * those that are expired and must have been in use before.
 *
 * @throws PolicyHostError VERIFICATION for an unreadable certificate.
 */
export function needsTrustRoot(
  request: VerificationRequest,
  now: Date,
): boolean {
  switch (request.kind) {
    case 'pubKeys':
      return false;
    case 'certificate':
      return request.requireRekorBundle || hasExpired(request.certificate, now);
    default:
      return true;
  }
}

/**
 * The signers a request asks for, all of whom must have signed.
 *
 * @throws PolicyHostError VERIFICATION for an empty or unusable requirement.
 */
export function signersOf(
  request: VerificationRequest,
  trust: TrustRoot | undefined,
  now: Date,
): readonly Signer[] {
  const { annotations } = request;
  const identify = identifier(trust, now);
  switch (request.kind) {
    case 'pubKeys':
      if (request.pubKeys.length === 0) {
        throw verificationError('Must provide at least one pub key');
      }
      return request.pubKeys.map((pem) => publicKeySigner(pem, annotations));
    case 'certificate':
      return [certificateSigner(request, now)];
    case 'keyless':
    case 'keylessPrefix':
      if (request.identities.length === 0) {
        throw verificationError('Must provide keyless info');
      }
      return request.kind === 'keyless'
        ? request.identities.map((one) =>
            exactSigner(one, annotations, identify),
          )
        : request.identities.map((one) =>
            prefixSigner(one, annotations, identify),
          );
    case 'githubActions':
      if (request.owner === '')
        throw verificationError('Must provide owner info');
      return [githubSigner(request, identify)];
  }
}
