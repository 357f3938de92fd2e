// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { reasonOf } from '../errors.js';
import { readCertificate } from '../sigstore/certificates/certificate.js';
import type { FoundSignature } from '../sigstore/list-signatures.js';
import { signersOf } from '../sigstore/signers/signers.js';
import type { VerificationRequest } from '../sigstore/signers/types.js';
import type { TrustRoot } from '../sigstore/trust/trust-material.js';
import type { Requirement } from './types.js';

/**
 * Every signer that the policy asked for, beside every signature; once, also
 * where the policy asked again to name who is missing.
 */
export function requirementsOf(
  requests: readonly VerificationRequest[],
  signatures: readonly FoundSignature[],
  trust: TrustRoot | undefined,
  now: Date,
): Requirement[] {
  const all = requests.flatMap((request) =>
    requirementsOfOne(request, signatures, trust, now),
  );
  return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
}

/** Every signer of one request, beside every signature. */
function requirementsOfOne(
  request: VerificationRequest,
  signatures: readonly FoundSignature[],
  trust: TrustRoot | undefined,
  now: Date,
): Requirement[] {
  try {
    return signersOf(request, trust, now).map((signer, index) => {
      const looked = signatures.map(({ label, evidence, problem = '' }) => ({
        signature: label,
        reason: evidence === undefined ? problem : signer.miss(evidence),
      }));
      return {
        signer: nameOf(request, index, signer.constraint),
        metBy: looked.flatMap(({ signature, reason }) =>
          reason === undefined ? [signature] : [],
        ),
        misses: looked.flatMap(({ signature, reason }) =>
          reason === undefined ? [] : [{ signature, reason }],
        ),
      };
    });
  } catch (cause) {
    // A signer that cannot be used meets nothing, and says why.
    const misses = [{ signature: 'none', reason: reasonOf(cause) }];
    return [{ signer: request.kind, metBy: [], misses }];
  }
}

function nameOf(
  request: VerificationRequest,
  index: number,
  constraint: string,
): string {
  switch (request.kind) {
    case 'pubKeys':
      return `key sha256:${fingerprint(request.pubKeys[index] ?? '')}`;
    case 'certificate': {
      const data = request.certificate;
      const { native } = readCertificate({ encoding: 'Pem', data });
      return `certificate ${native.subject.replaceAll('\n', ', ')}`;
    }
    default:
      return constraint.trim().replace(/\s*\n\s*/g, ', ');
  }
}

/** Of the bytes in a PEM: messages of the policy show how it begins. */
function fingerprint(pem: string): string {
  const base64 = pem.replace(/-----[^-]*-----/g, '');
  const der = Buffer.from(base64, 'base64');
  return createHash('sha256').update(der).digest('hex');
}
