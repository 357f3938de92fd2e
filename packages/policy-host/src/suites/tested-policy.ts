// SPDX-License-Identifier: Apache-2.0
import type { ResourceKind } from '../capabilities/host-request.js';
import type { JsonValue } from '../json/value.js';
import type { PolicyMatch } from '../manifests/policy-match.js';
import type { GroupRules } from '../policies/group-verdict.js';
import type { Policy } from '../policy/policy.js';
import type { RequestMode } from '../request/read-request.js';
import type { PolicyRules } from '../response/policy-rules.js';

/** A policy that is running, with what its resource says, if it has one. */
export interface TestedPolicy {
  readonly name: string;
  readonly policy: Policy;
  /** Of the policy resource; null: none. */
  readonly settings: JsonValue;
  readonly mode: RequestMode;
  /** What it may read of a recorded cluster. */
  readonly contextAware: readonly ResourceKind[];
  /** Absent for a module alone. */
  readonly rules: PolicyRules | undefined;
  readonly match: PolicyMatch | undefined;
}

/** A policy group, its members running. */
export interface TestedGroup {
  readonly name: string;
  readonly members: readonly TestedPolicy[];
  readonly rules: GroupRules;
  readonly match: PolicyMatch;
  /** Groups are never raw. */
  readonly mode: 'kubernetes';
}

/**
 * Gives the policies and groups of a module or YAML file.
 *
 * @param module used instead of those that the YAML names
 */
export type LoadPolicies = (
  path: string,
  module: string | undefined,
) => Promise<readonly (TestedPolicy | TestedGroup)[]>;
