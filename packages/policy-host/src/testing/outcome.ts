// SPDX-License-Identifier: Apache-2.0
import type { LogEvent } from '../wapc/log-event.js';
import type { SettingsReply } from '../response/validation-reply.js';
import type { Verdict } from '../response/verdict.js';

/** A host call of the policy, with its payload decoded. */
export interface AskedCall {
  /** `namespace/operation`, such as `oci/v1/manifest_digest`. */
  readonly call: string;
  readonly payload: unknown;
}

/** What a policy said, and what it did to find out. */
export interface Outcome {
  /** The answer to a request; undefined for settings alone. */
  readonly verdict?: Verdict;
  /** The answer to settings alone. */
  readonly settings?: SettingsReply;
  /** Host calls in their order; log events are in `logs`. */
  readonly calls: readonly AskedCall[];
  readonly logs: readonly LogEvent[];
}

/** Passes or throws an AssertionError, which every test runner shows. */
export type Expectation = (outcome: Outcome) => void;
