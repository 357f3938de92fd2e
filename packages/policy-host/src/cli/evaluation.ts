// SPDX-License-Identifier: Apache-2.0
import type { AllowList } from '../capabilities/allow-list.js';
import type {
  HostBackend,
  ResourceKind,
} from '../capabilities/host-request.js';
import type { JsonObject } from '../json/value.js';
import type { SourcedRequest } from '../manifests/requests.js';
import type { RequestMode } from '../request/read-request.js';
import type { PolicyRules } from '../response/policy-rules.js';
import { DEFAULT_LIMITS } from '../wapc/limits.js';
import type { Limits } from '../wapc/limits.js';
import type { LogEvent } from '../wapc/log-event.js';

/** One policy with everything it needs to be evaluated. */
export interface Evaluation {
  readonly policyName: string;
  readonly module: WebAssembly.Module;
  readonly settings: JsonObject;
  readonly rules: PolicyRules | undefined;
  readonly requests: readonly SourcedRequest[];
  readonly mode: RequestMode;
  readonly allowed: AllowList;
  /** Asked when all requests have been found to be sound; may warn. */
  readonly contextAware: () => readonly ResourceKind[];
  readonly backend: HostBackend;
  readonly timeoutMs: number;
  readonly maxMemoryBytes: number;
  /** One worker only: recorded and replayed calls have an order. */
  readonly inOrder: boolean;
  /** Workers; absent: one for each core. More where they wait for answers. */
  readonly threads?: number;
  readonly log: (event: LogEvent) => void;
  readonly onResult: () => void;
}

/** What a guest of an evaluation may use. */
export function evaluationLimits({
  timeoutMs,
  maxMemoryBytes,
}: Pick<Evaluation, 'timeoutMs' | 'maxMemoryBytes'>): Limits {
  return { ...DEFAULT_LIMITS, timeoutMs, maxMemoryBytes };
}
