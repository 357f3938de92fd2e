// SPDX-License-Identifier: Apache-2.0
import { type Certificate, sameCertificate } from './certificate.js';
import { NAME_CONSTRAINTS, namesAllowed } from './name-constraints.js';
import { isStrong } from './signature-algorithm.js';

const ANY_PURPOSE = '2.5.29.37.0';
const MAX_PATH_LENGTH = 8;
const MAX_SIGNATURE_CHECKS = 100;

// Extensions a path check understands; any other critical one must reject.
const UNDERSTOOD = new Set([
  '2.5.29.14', // subject key identifier
  '2.5.29.15', // key usage
  '2.5.29.17', // subject alternative name
  '2.5.29.19', // basic constraints
  NAME_CONSTRAINTS,
  '2.5.29.35', // authority key identifier
  '2.5.29.37', // extended key usage
]);

/** Why a chain is refused; names as rustls-webpki gives them. */
export type ChainProblem =
  | 'CertExpired'
  | 'CertNotValidYet'
  | 'CaUsedAsEndEntity'
  | 'EndEntityUsedAsCa'
  | 'PathLenConstraintViolated'
  | 'NameConstraintViolation'
  | 'RequiredEkuNotFound'
  | 'UnsupportedCriticalExtension'
  | 'UnsupportedSignatureAlgorithm'
  | 'UnknownIssuer';

/** What a leaf is checked against. */
export interface ChainTrust {
  /** End of every path; their own validity is not looked at. */
  readonly anchors: readonly Certificate[];
  readonly intermediates: readonly Certificate[];
  /**
   * Extended key usage that intermediates which are limited to some must be
   * allowed; absent: any will do.
   */
  readonly purpose?: string;
}

interface Search {
  readonly trust: ChainTrust;
  readonly at: Date;
  checks: number;
  problem: ChainProblem;
}

/**
 * Looks for a path from the leaf over intermediates to an anchor, every
 * certificate but the anchor valid at the given time.
 *
 * @returns undefined when trusted, else the most telling problem.
 */
export function checkChain(
  leaf: Certificate,
  trust: ChainTrust,
  at: Date,
): ChainProblem | undefined {
  const own = checkAlone(leaf, at);
  if (own !== undefined) return own;
  if (leaf.extensions.basicConstraints?.ca === true) return 'CaUsedAsEndEntity';
  const search: Search = { trust, at, checks: 0, problem: 'UnknownIssuer' };
  return findPath([leaf], search) ? undefined : search.problem;
}

function findPath(path: readonly Certificate[], search: Search): boolean {
  const last = path[path.length - 1]!;
  for (const anchor of search.trust.anchors) {
    if (!issued(anchor, last, search)) continue;
    const problem = checkIssuer(anchor, path);
    if (problem === undefined) return true;
    search.problem = problem;
  }
  if (path.length >= MAX_PATH_LENGTH) return false;
  for (const candidate of search.trust.intermediates) {
    if (path.some((seen) => sameCertificate(seen, candidate))) continue;
    if (!issued(candidate, last, search)) continue;
    const problem =
      checkAlone(candidate, search.at) ??
      (candidate.extensions.basicConstraints?.ca === true
        ? (checkPurpose(candidate, search.trust.purpose) ??
          checkIssuer(candidate, path))
        : 'EndEntityUsedAsCa');
    if (problem !== undefined) search.problem = problem;
    else if (findPath([...path, candidate], search)) return true;
  }
  return false;
}

function checkPurpose(issuer: Certificate, purpose: string | undefined) {
  const allowed = issuer.extensions.extendedKeyUsage;
  return purpose === undefined ||
    allowed === undefined ||
    allowed.includes(purpose) ||
    allowed.includes(ANY_PURPOSE)
    ? undefined
    : 'RequiredEkuNotFound';
}

/** Names, key identifiers and the signature agree. */
function issued(issuer: Certificate, subject: Certificate, search: Search) {
  if (!subject.native.checkIssued(issuer.native)) return false;
  // Many certificates of one name must not cost unbounded signature checks.
  if (search.checks++ >= MAX_SIGNATURE_CHECKS) return false;
  return subject.native.verify(issuer.native.publicKey);
}

function checkAlone(certificate: Certificate, at: Date) {
  if (at < certificate.notBefore) return 'CertNotValidYet';
  if (at > certificate.notAfter) return 'CertExpired';
  if (hasUnknownCritical(certificate)) return 'UnsupportedCriticalExtension';
  return isStrong(certificate.signatureAlgorithm)
    ? undefined
    : 'UnsupportedSignatureAlgorithm';
}

/** Whether it demands something that no path check here understands. */
export function hasUnknownCritical({ extensions }: Certificate): boolean {
  return extensions.critical.some((oid) => !UNDERSTOOD.has(oid));
}

/** `path`: the certificates below this issuer, leaf included. */
function checkIssuer(issuer: Certificate, path: readonly Certificate[]) {
  const { basicConstraints, keyUsage } = issuer.extensions;
  // Old roots carry no extension; one that says "not a CA" is never an issuer.
  if (basicConstraints?.ca === false || keyUsage?.keyCertSign === false) {
    return 'EndEntityUsedAsCa';
  }
  const limit = basicConstraints?.pathLength;
  if (limit !== undefined && path.length - 1 > limit) {
    return 'PathLenConstraintViolated';
  }
  return namesAllowed(issuer, path) ? undefined : 'NameConstraintViolation';
}
