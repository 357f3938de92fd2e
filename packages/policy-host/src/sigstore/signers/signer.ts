// SPDX-License-Identifier: Apache-2.0
import type { Evidence } from '../evidence/evidence.js';

/** Somebody who must have signed the image. */
export interface Signer {
  /** The constraint as YAML, the way kwctl lists unsatisfied ones. */
  readonly constraint: string;
  /** Why this evidence is not the signer's; undefined when it is. */
  miss(evidence: Evidence): string | undefined;
}
