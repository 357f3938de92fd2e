// SPDX-License-Identifier: Apache-2.0
import type { AdmissionResponse } from '../response/admission-response.js';
import type { GroupExpression } from './group-expression.js';

const MUTATES = 'mutation is not allowed inside of policy group';

/** What a group is made of, beside its members. */
export interface GroupRules {
  readonly expression: GroupExpression;
  /** Names of the members, in the order of the resource. */
  readonly members: readonly string[];
  /** What a rejected user reads. */
  readonly message: string;
  readonly mode: 'protect' | 'monitor';
}

/**
 * The answer of a group to one request, made of the answers of its members. A
 * member is asked once at most; one that mutates counts as one that rejects.
 *
 * @param ask the answer of a member to the request, its patch with it
 * @see docs/host-conformance.md, "Policy groups"
 */
export async function groupVerdict(
  uid: string,
  { expression, members, message, mode }: GroupRules,
  ask: (member: string) => Promise<AdmissionResponse>,
): Promise<AdmissionResponse> {
  const answers = new Map<string, AdmissionResponse>();
  const allowed = await expression.evaluate(async (member) => {
    const answer = answers.get(member) ?? withoutPatch(await ask(member));
    answers.set(member, answer);
    return answer.allowed;
  });
  const bare = { auditAnnotations: null, warnings: null };
  if (allowed || mode === 'monitor') return { uid, allowed: true, ...bare };
  const causes = members.flatMap((member) => {
    const answer = answers.get(member);
    if (answer === undefined || answer.allowed) return [];
    const text = answer.status?.message ?? null;
    return [{ reason: null, message: text, field: `spec.policies.${member}` }];
  });
  const details = causes.length === 0 ? {} : { causes };
  return { uid, allowed: false, status: { message, details }, ...bare };
}

function withoutPatch(answer: AdmissionResponse): AdmissionResponse {
  if (answer.patch === undefined) return answer;
  const { uid } = answer;
  const bare = { auditAnnotations: null, warnings: null };
  return { uid, allowed: false, status: { message: MUTATES }, ...bare };
}
