// SPDX-License-Identifier: Apache-2.0
import { constraintYaml } from './constraint.js';
import type { Evidence } from '../evidence/evidence.js';
import { reasonOf, verificationError } from '../../errors.js';
import { establishIdentity, type Identity } from './identity.js';
import { missingAnnotation } from './annotations.js';
import type { Signer } from './signer.js';
import type { TrustRoot } from '../trust/trust-material.js';
import type { Annotations } from './types.js';

/** The identity behind evidence, or the reason why there is none. */
export type Identify = (evidence: Evidence) => Identity | string;

/** Establishes the identity of each piece of evidence once. */
export function identifier(trust: TrustRoot | undefined, now: Date): Identify {
  const known = new WeakMap<Evidence, Identity | string>();
  return (evidence) => {
    let answer = known.get(evidence);
    if (answer === undefined) {
      try {
        answer = establishIdentity(evidence, trust, now);
      } catch (error) {
        answer = reasonOf(error);
      }
      known.set(evidence, answer);
    }
    return answer;
  };
}

/** A Fulcio identity; issuer and subject compare exactly. */
export function exactSigner(
  wanted: { readonly issuer: string; readonly subject: string },
  annotations: Annotations | undefined,
  identify: Identify,
): Signer {
  const { issuer, subject } = wanted;
  const fields = { kind: 'genericIssuer', issuer };
  const tagged = { tag: '!equal', value: subject };
  return {
    constraint: constraintYaml(fields, annotations, tagged),
    miss: (evidence) =>
      missIdentity(evidence, identify, annotations, (identity) => {
        if (identity.issuer !== issuer) return 'issuer not equal';
        return identity.subject === subject ? undefined : 'subject not equal';
      }),
  };
}

/**
 * A Fulcio identity whose subject is a URL below a prefix. The prefix ends at
 * a path segment: `https://github.com/acme` does not cover `acmevil`.
 *
 * @throws PolicyHostError VERIFICATION for a prefix that is no absolute URL.
 */
export function prefixSigner(
  wanted: { readonly issuer: string; readonly urlPrefix: string },
  annotations: Annotations | undefined,
  identify: Identify,
): Signer {
  const { issuer, urlPrefix } = wanted;
  if (!URL.canParse(urlPrefix)) {
    throw verificationError(`Cannot build url prefix: ${urlPrefix}`);
  }
  const { href } = new URL(urlPrefix);
  const prefix = href.endsWith('/') ? href : `${href}/`;
  const fields = { kind: 'genericIssuer', issuer };
  const tagged = { tag: '!urlPrefix', value: urlPrefix };
  return {
    constraint: constraintYaml(fields, annotations, tagged),
    miss: (evidence) =>
      missIdentity(evidence, identify, annotations, (identity) => {
        if (identity.issuer !== issuer) return 'issuer not equal';
        return identity.subject.startsWith(prefix)
          ? undefined
          : 'subject does not start with the URL prefix';
      }),
  };
}

/** Identity first, then the annotations of the same signature. */
export function missIdentity(
  evidence: Evidence,
  identify: Identify,
  annotations: Annotations | undefined,
  compare: (identity: Identity) => string | undefined,
): string | undefined {
  const identity = identify(evidence);
  if (typeof identity === 'string') return identity;
  const different = compare(identity);
  if (different !== undefined) return different;
  const missing = missingAnnotation(evidence.annotations, annotations);
  return missing === undefined
    ? undefined
    : `annotation ${missing} is missing or different`;
}
