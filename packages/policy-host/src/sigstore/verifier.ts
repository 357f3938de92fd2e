// SPDX-License-Identifier: Apache-2.0
import { PolicyHostError } from '../errors.js';
import { registryDetail } from '../registry/failures.js';
import { parseReference } from '../registry/reference.js';
import type { ImageReference, Registry } from '../registry/types.js';
import { admit } from './evidence/admit.js';
import { findLayers } from './layouts/cosign2.js';
import { findBundles } from './layouts/cosign3.js';
import type { Evidence, Findings, Rejection } from './evidence/evidence.js';
import { reasonOf, verificationError } from '../errors.js';
import type { Signer } from './signers/signer.js';
import { needsTrustRoot, signersOf } from './signers/signers.js';
import type { TrustRoot } from './trust/trust-material.js';
import type {
  ImageVerifier,
  VerificationRequest,
  VerifiedImage,
} from './signers/types.js';

// Bundles are only looked for when cosign 2 layers do not suffice.
const LAYOUTS = [findLayers, findBundles];
const MAX_REASONS = 10;

/** What a verifier works with. */
export interface VerifierOptions {
  readonly registry: Registry;
  /**
   * Absent: nobody vouches for log entries, keyless signers are never
   * satisfied. A function is only asked for requests that cannot do without.
   */
  readonly trustRoot?:
    TrustRoot | (() => Promise<TrustRoot | undefined>) | undefined;
  /** Told of what counts here and in no release of Kubewarden. */
  readonly warn?: ((text: string) => void) | undefined;
  /** The present, for validity checks; default the system clock. */
  readonly now?: (() => Date) | undefined;
}

/**
 * A verifier of image signatures: every requested signer must be satisfied by
 * at least one signature over the digest the reference resolves to.
 */
export function createVerifier(options: VerifierOptions): ImageVerifier {
  return { verify: (request) => verify(request, options) };
}

async function verify(
  request: VerificationRequest,
  options: VerifierOptions,
): Promise<VerifiedImage> {
  const now = options.now?.() ?? new Date();
  const { trustRoot: given } = options;
  const trustRoot =
    typeof given !== 'function'
      ? given
      : needsTrustRoot(request, now)
        ? await given()
        : undefined;
  let missing = signersOf(request, trustRoot, now);
  const image = readReference(request.image);
  const digest = await resolve(options.registry, request.image);
  const misses: Rejection[] = [];
  let anyObject = false;
  let anyEvidence = false;
  for (const findIn of LAYOUTS) {
    let findings: Findings | undefined;
    try {
      findings = await findIn(options.registry, image, digest);
    } catch (error) {
      // What was found before says more than a second look-up that failed.
      if (!anyObject) throw error;
      misses.push({ label: 'signature bundles', reason: reasonOf(error) });
    }
    if (findings === undefined) continue;
    anyObject = true;
    const evidence = admitAll(findings, trustRoot, now, misses);
    anyEvidence ||= evidence.length > 0;
    const found = (one: Evidence) => warnOf(one, request, options);
    missing = missing.filter(
      (signer) => !isMet(signer, evidence, misses, found),
    );
    if (missing.length === 0) return { digest };
  }
  if (!anyObject) {
    throw verificationError(`no signatures found for image: ${request.image} `);
  }
  throw anyEvidence
    ? unsatisfied(request, missing, misses)
    : verificationError(
        'failed to get image trusted layers: ' +
          `No Signature Layer passed verification${listReasons(misses)}`,
      );
}

function readReference(text: string): ImageReference {
  try {
    return parseReference(text);
  } catch (cause) {
    throw verificationError(
      'Invalid OCI image reference: invalid reference format',
      cause,
    );
  }
}

async function resolve(registry: Registry, image: string): Promise<string> {
  try {
    return await registry.resolveDigest(image);
  } catch (cause) {
    const code = cause instanceof PolicyHostError ? cause.code : 'REGISTRY';
    const detail = `Cannot fetch manifest of ${image}: ${registryDetail(cause)}`;
    throw new PolicyHostError(
      code,
      `failed to get image trusted layers: ${detail}`,
      new PolicyHostError(code, detail),
    );
  }
}

function admitAll(
  findings: Findings,
  trust: TrustRoot | undefined,
  now: Date,
  misses: Rejection[],
): readonly Evidence[] {
  misses.push(...findings.rejections);
  return findings.candidates.flatMap((candidate) => {
    try {
      return [admit(candidate, trust, now)];
    } catch (error) {
      misses.push({ label: candidate.label, reason: reasonOf(error) });
      return [];
    }
  });
}

function isMet(
  signer: Signer,
  evidence: readonly Evidence[],
  misses: Rejection[],
  found: (item: Evidence) => void,
): boolean {
  const reasons: Rejection[] = [];
  for (const item of evidence) {
    const reason = signer.miss(item);
    if (reason === undefined) {
      found(item);
      return true;
    }
    reasons.push({ label: item.label, reason });
  }
  misses.push(...reasons);
  return false;
}

/** What counts here should not surprise anybody in a cluster. */
function warnOf(
  { label, onlyHere, isBundle = false }: Evidence,
  { image, annotations = {} }: VerificationRequest,
  { warn }: VerifierOptions,
): void {
  const reason =
    onlyHere ??
    (isBundle && Object.keys(annotations).length > 0
      ? 'the annotations of bundles are not read'
      : undefined);
  if (reason === undefined) return;
  warn?.(
    `${label} of ${image} counts here and in no release of Kubewarden: ${reason}`,
  );
}

function unsatisfied(
  request: VerificationRequest,
  missing: readonly Signer[],
  misses: readonly Rejection[],
): PolicyHostError {
  if (request.kind === 'certificate') {
    return verificationError(
      'verification failed: Several Signature Layers failed verification' +
        listReasons(misses),
    );
  }
  const constraints = missing.map((signer) => signer.constraint).join('');
  const reasons = misses.map(({ label, reason }) => `${label}: ${reason}`);
  // kwctl's text first, so that what searches for it still finds it.
  return new PolicyHostError(
    'VERIFICATION',
    'Image verification failed: missing signatures\n' +
      `The following constraints were not satisfied:\n${constraints}` +
      reasons
        .slice(0, MAX_REASONS)
        .map((line) => `# ${line}\n`)
        .join(''),
  );
}

function listReasons(misses: readonly Rejection[]): string {
  if (misses.length === 0) return '';
  const lines = misses.map(({ label, reason }) => `${label}: ${reason}`);
  return `: ${lines.slice(0, MAX_REASONS).join('; ')}`;
}
