// SPDX-License-Identifier: Apache-2.0

import type { UnusedRule } from '../rules/unused-rules.js';

/** What a policy thinks of an image, and why. */
export interface Explanation {
  readonly policy: string;
  readonly image: string;
  /** What the registry answered: a digest, or why there is none. */
  readonly registry: { readonly digest: string } | { readonly problem: string };
  readonly rules: readonly RuleExplanation[];
  readonly signatures: readonly SignatureExplanation[];
  /** Where looking for signatures failed. */
  readonly problems: readonly string[];
  /** Rules that match none of the images of `-r`; absent without `-r`. */
  readonly unusedRules?: readonly UnusedRule[];
  /** Certificates of the settings that have expired, or soon will. */
  readonly expiring: readonly ExpiringCertificate[];
}

/** One rule of `signatures`. */
export interface RuleExplanation {
  readonly index: number;
  readonly pattern: string;
  readonly applies: boolean;
  /** Of a rule that does not apply: what would have to differ. */
  readonly nearly?: string;
  /** Of a rule that applies: which of the image's names the pattern matches. */
  readonly spelling?: 'full name' | 'short name';
  /** That name: `docker.io/library/nginx:1.29`, or what is left of it. */
  readonly matched?: string;
  /** Of a rule that applies: the verdict were it alone. */
  readonly accepted?: boolean;
  readonly message?: string;
  /** What the policy asked the host for, in order. */
  readonly requirements?: readonly Requirement[];
}

/** A signer that the policy asked for. */
export interface Requirement {
  readonly signer: string;
  /** Labels of the signatures that meet it. */
  readonly metBy: readonly string[];
  /** Why the others do not. */
  readonly misses: readonly Miss[];
}

/** Why a signature does not meet a requirement. */
export interface Miss {
  readonly signature: string;
  readonly reason: string;
}

/** A signature beside the image. */
export interface SignatureExplanation {
  readonly label: string;
  readonly format: string;
  /** Why it counts for nothing; absent where its parts belong together. */
  readonly problem?: string;
  /** Of the certificate beside it; a bare key's signature has none. */
  readonly signer?: string;
  readonly issuer?: string;
  /** Of trusted logs and timestamp authorities. */
  readonly times?: readonly string[];
  /** Whether a trusted log vouches for it. */
  readonly logged?: boolean;
  /** Number of its entry in that log. */
  readonly logIndex?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** A certificate that ends soon. */
export interface ExpiringCertificate {
  /** Such as `signatures[0].certificates[1]`. */
  readonly place: string;
  readonly subject: string;
  readonly notAfter: string;
  readonly expired: boolean;
}
