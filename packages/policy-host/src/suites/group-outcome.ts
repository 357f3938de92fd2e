// SPDX-License-Identifier: Apache-2.0
import { groupVerdict } from '../policies/group-verdict.js';
import { answerTo } from '../policy/admit.js';
import { prepareRequest } from '../request/read-request.js';
import { toOutcome } from './outcome.js';
import type { PolicyAnswer } from './outcome.js';
import type { TestedGroup, TestedPolicy } from './tested-policy.js';
import type { Outcome } from './types.js';

/** Ends the evaluation of a group: the settings of a member are refused. */
class SettingsRefused extends Error {
  constructor(readonly outcome: Outcome) {
    super('settings refused');
  }
}

/**
 * What becomes of one request under a policy group.
 *
 * @param ask what a member makes of its settings and of the request
 */
export async function groupOutcomeOf(
  { members, rules }: TestedGroup,
  content: string,
  ask: (member: TestedPolicy) => Promise<PolicyAnswer>,
): Promise<Outcome> {
  const request = prepareRequest(content, 'kubernetes');
  const monitored = rules.mode === 'monitor';
  // Monitor mode hides the verdict, and a test is about the verdict.
  const shown = { ...rules, mode: 'protect' as const };
  try {
    const answer = await groupVerdict(request.uid, shown, async (name) => {
      const member = members.find((one) => one.name === name);
      if (member === undefined) throw new Error(`no member ${name}`);
      const answered = await ask(member);
      if (answered.refused) throw new SettingsRefused(answered.refused);
      return answerTo(answered.request, answered.reply);
    });
    return toOutcome(answer, monitored, request.original);
  } catch (cause) {
    if (cause instanceof SettingsRefused) return cause.outcome;
    throw cause;
  }
}
