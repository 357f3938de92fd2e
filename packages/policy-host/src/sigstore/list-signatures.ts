// SPDX-License-Identifier: Apache-2.0
import { reasonOf } from '../errors.js';
import { parseReference } from '../registry/reference.js';
import type { Registry } from '../registry/types.js';
import { admit } from './evidence/admit.js';
import type { Evidence } from './evidence/evidence.js';
import { findLayers } from './layouts/cosign2.js';
import { findBundles } from './layouts/cosign3.js';
import type { TrustRoot } from './trust/trust-material.js';

/** Where signatures are looked for, in the verifier's order. */
const FORMATS = [
  { format: 'cosign 2 layer', find: findLayers },
  { format: 'Sigstore bundle', find: findBundles },
] as const;

/** A signature that was found, believed or not. */
export interface FoundSignature {
  readonly label: string;
  readonly format: (typeof FORMATS)[number]['format'];
  /** Absent for one that counts for nothing. */
  readonly evidence?: Evidence;
  /** Why it counts for nothing. */
  readonly problem?: string;
}

/** All signatures of an image, and where looking for them failed. */
export interface SignatureList {
  readonly signatures: readonly FoundSignature[];
  readonly problems: readonly string[];
}

/** Lists every signature of a digest; of a verification it is no part. */
export async function listSignatures(
  registry: Registry,
  image: string,
  digest: string,
  trust: TrustRoot | undefined,
  now: Date,
): Promise<SignatureList> {
  const signatures: FoundSignature[] = [];
  const problems: string[] = [];
  for (const { format, find } of FORMATS) {
    try {
      const found = await find(registry, parseReference(image), digest);
      for (const { label, reason } of found?.rejections ?? []) {
        signatures.push({ label, format, problem: reason });
      }
      for (const candidate of found?.candidates ?? []) {
        const { label } = candidate;
        try {
          const evidence = admit(candidate, trust, now);
          signatures.push({ label, format, evidence });
        } catch (cause) {
          signatures.push({ label, format, problem: reasonOf(cause) });
        }
      }
    } catch (cause) {
      problems.push(`${format}: ${reasonOf(cause)}`);
    }
  }
  return { signatures, problems };
}
