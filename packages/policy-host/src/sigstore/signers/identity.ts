// SPDX-License-Identifier: Apache-2.0
import { X509Certificate as SigstoreCertificate } from '@sigstore/core';
import {
  type Certificate,
  sameCertificate,
} from '../certificates/certificate.js';
import {
  type ChainTrust,
  checkChain,
} from '../certificates/certificate-chain.js';
import {
  brokenRule,
  brokenTime,
  CODE_SIGNING,
} from '../certificates/certificate-rules.js';
import { chainReason } from '../certificates/certificate-trust.js';
import type { Evidence } from '../evidence/evidence.js';
import { verificationError } from '../../errors.js';
import {
  type CertificateAuthority,
  type TrustRoot,
  verifierFor,
} from '../trust/trust-material.js';
import { NAME_KIND } from '../certificates/general-names.js';

const FULCIO_ISSUER = '1.3.6.1.4.1.57264.1.1';
const FULCIO_GITHUB_REPOSITORY = '1.3.6.1.4.1.57264.1.5';
const FULCIO_ISSUER_V2 = '1.3.6.1.4.1.57264.1.8';

/** Who a Fulcio certificate says its holder was. */
export interface Identity {
  /** First e-mail address or URI of the subject alternative names. */
  readonly subject: string;
  readonly subjectKind: 'email' | 'url';
  /** OpenID Connect issuer that vouched for the subject. */
  readonly issuer: string | undefined;
  /** `owner/repository` of a GitHub Actions workflow. */
  readonly githubRepository: string | undefined;
}

/**
 * Establishes the identity behind evidence: a Fulcio certificate of the trust
 * root, in use while it was valid according to a trusted log, with signed
 * certificate timestamps where the trust root knows the logs for them.
 *
 * @throws Error from this package or Sigstore's.
 */
export function establishIdentity(
  evidence: Evidence,
  trust: TrustRoot | undefined,
  now: Date,
): Identity {
  const { certificate, entity } = evidence;
  if (certificate === undefined) throw verificationError('no certificate');
  if (trust === undefined) throw verificationError('no Sigstore trust root');
  if (!evidence.logged || entity === undefined || evidence.times.length === 0) {
    throw verificationError('no trusted Rekor bundle with a time');
  }
  const rule = brokenRule(certificate, now);
  if (rule !== undefined) throw verificationError(rule);
  for (const time of evidence.times) {
    const late = brokenTime(certificate, time);
    if (late !== undefined) throw verificationError(late);
    checkAuthorities(certificate, trust.authorities, time);
  }
  if (trust.material.ctlogs.length > 0) {
    // Sigstore's verifier checks the embedded timestamps with the chain.
    const parsed = SigstoreCertificate.parse(Buffer.from(certificate.der));
    verifierFor(entity, trust.material).verify({
      ...entity,
      key: { $case: 'certificate', certificate: parsed },
    });
  }
  return readIdentity(certificate);
}

function checkAuthorities(
  certificate: Certificate,
  authorities: readonly CertificateAuthority[],
  time: Date,
): void {
  let reason = chainReason('UnknownIssuer');
  for (const authority of authorities) {
    if (time < authority.start || time > authority.end) continue;
    const problem = checkChain(certificate, chainOf(authority), time);
    if (problem === undefined) return;
    if (problem !== 'UnknownIssuer') reason = chainReason(problem);
  }
  throw verificationError(reason);
}

/** Roots are anchors, the rest intermediates; without a root the last is. */
function chainOf({ certificates }: CertificateAuthority): ChainTrust {
  const roots = certificates.filter(({ native }) => native.checkIssued(native));
  const anchors = roots.length > 0 ? roots : certificates.slice(-1);
  const intermediates = certificates.filter(
    (certificate) => !anchors.some((a) => sameCertificate(a, certificate)),
  );
  return { anchors, intermediates, purpose: CODE_SIGNING };
}

function readIdentity(certificate: Certificate): Identity {
  const { alternativeNames = [] } = certificate.extensions;
  const first = alternativeNames.find(
    ({ kind }) => kind === NAME_KIND.email || kind === NAME_KIND.uri,
  );
  if (first === undefined) {
    throw verificationError(
      'Certificate with incomplete Subject Alternative Name',
    );
  }
  const issuer = rawText(certificate, FULCIO_ISSUER);
  const newer = derText(certificate, FULCIO_ISSUER_V2);
  if (issuer !== undefined && newer !== undefined && issuer !== newer) {
    throw verificationError('certificate names two different issuers');
  }
  return {
    subject: ia5(first.bytes),
    subjectKind: first.kind === NAME_KIND.email ? 'email' : 'url',
    issuer,
    githubRepository: rawText(certificate, FULCIO_GITHUB_REPOSITORY),
  };
}

/** E-mail addresses and URIs are `IA5String`: ASCII, nothing above. */
function ia5(bytes: Buffer): string {
  if (bytes.some((byte) => byte > 0x7f)) {
    throw verificationError('Subject Alternative Name is not ASCII');
  }
  return bytes.toString('latin1');
}

/** The first Fulcio extensions hold bare UTF-8, not ASN.1. */
function rawText(certificate: Certificate, oid: string): string | undefined {
  return certificate.extensions.values.get(oid)?.value.toString('utf8');
}

/** The later ones hold a `UTF8String`. */
function derText(certificate: Certificate, oid: string): string | undefined {
  const value = certificate.extensions.values.get(oid);
  return value?.subs[0]?.value.toString('utf8');
}
