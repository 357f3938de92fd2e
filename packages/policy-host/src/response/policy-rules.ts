// SPDX-License-Identifier: Apache-2.0
import type { AdmissionResponse } from './admission-response.js';

/** What a policy's YAML says about the use of its verdicts. */
export interface PolicyRules {
  readonly name: string;
  readonly mode: 'protect' | 'monitor';
  readonly mutating: boolean;
  /** Shown instead of the policy's own message on a rejection. */
  readonly message?: string;
}

/**
 * Applies mode, mutating and message of a policy resource to its verdict, if
 * there is one.
 *
 * @see docs/host-conformance.md, "AdmissionResponse"
 */
export function applyRules(
  response: AdmissionResponse,
  rules: PolicyRules | undefined,
): AdmissionResponse {
  if (rules === undefined) return response;
  const { uid, allowed, patch, auditAnnotations, warnings } = response;
  if (rules.mode === 'monitor') {
    return { uid, allowed: true, auditAnnotations, warnings };
  }
  if (patch !== undefined && !rules.mutating) {
    return withMessage(
      {
        uid,
        allowed: false,
        status: {
          message: `Request rejected by policy ${rules.name}. The policy attempted to mutate the request, but it is currently configured to not allow mutations.`,
        },
        auditAnnotations,
        warnings,
      },
      rules,
    );
  }
  return allowed ? response : withMessage(response, rules);
}

/** A response as text, and what a policy that only monitors holds back. */
export interface RuledAnswer {
  /** The AdmissionResponse as compact JSON. */
  readonly response: string;
  /** In monitor mode: the same if the policy protected. */
  readonly wouldBe?: string;
}

/** As `applyRules`, with the verdict that monitor mode hides. */
export function ruledAnswer(
  response: AdmissionResponse,
  rules: PolicyRules | undefined,
): RuledAnswer {
  const ruled = JSON.stringify(applyRules(response, rules));
  if (rules?.mode !== 'monitor') return { response: ruled };
  const wouldBe = applyRules(response, { ...rules, mode: 'protect' });
  return { response: ruled, wouldBe: JSON.stringify(wouldBe) };
}

/** The configured message in front; the policy's own becomes a cause. */
function withMessage(
  response: AdmissionResponse,
  { message }: PolicyRules,
): AdmissionResponse {
  if (message === undefined) return response;
  const { message: original, code } = response.status ?? {};
  return {
    ...response,
    status: {
      message,
      ...(original === undefined
        ? {}
        : {
            details: {
              causes: [{ reason: null, message: original, field: null }],
            },
          }),
      ...(code === undefined ? {} : { code }),
    },
  };
}
