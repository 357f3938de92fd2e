// SPDX-License-Identifier: Apache-2.0
import type { AdmissionThread } from '../admission/admission-thread.js';
import type { ManifestSet, SourcedRequest } from '../manifests/requests.js';
import { GroupExpression } from '../policies/group-expression.js';
import { groupVerdict } from '../policies/group-verdict.js';
import type { GroupRules } from '../policies/group-verdict.js';
import type { Progress } from '../report/progress.js';
import type { Result } from '../report/results.js';
import { prepareRequest } from '../request/read-request.js';
import type { AdmissionResponse } from '../response/admission-response.js';
import { ruledAnswer } from '../response/policy-rules.js';
import type { Evaluation } from './evaluation.js';
import { createThread, requireSoundRequests } from './evaluate-in-threads.js';
import type { PolicyGroupSpec } from './policy-resources.js';
import { preparePolicy, requestsFor, sessionFor } from './prepare-run.js';
import type { EvaluatedPolicy, RunSetup } from './prepare-run.js';
import { checkSettings, settingsRefused } from './settings-check.js';

/** A member that is running. */
interface Member {
  readonly name: string;
  readonly settings: Evaluation['settings'];
  readonly thread: AdmissionThread;
}

/**
 * Evaluates all requests with a policy group, one after the other; groups are
 * never raw.
 *
 * @throws PolicyHostError as the evaluation of a policy
 */
export async function runGroup(
  group: PolicyGroupSpec,
  manifests: ManifestSet,
  setup: RunSetup,
  progress: Progress,
): Promise<EvaluatedPolicy> {
  const mode = 'kubernetes';
  const prepared = await Promise.all(
    group.members.map((member) => preparePolicy(member, setup)),
  );
  const requests = await requestsFor(group, mode, manifests, setup);
  progress.expect(requests.length);
  const session = await sessionFor(setup);
  const members = group.members.map(({ name }, i): Member => {
    const { evaluation } = prepared[i]!;
    const policyName = `${group.name}/${name}`;
    const thread = createThread(
      {
        ...evaluation,
        policyName,
        rules: undefined,
        requests,
        mode,
        backend: session.backend,
        inOrder: session.inOrder,
        onResult: progress.step,
      },
      evaluation.contextAware,
    );
    return { name, settings: evaluation.settings, thread };
  });
  try {
    const threads = members.map(({ thread }) => thread);
    await requireSoundRequests(threads.slice(0, 1), { requests, mode });
    const rules = await rulesOf(group, members);
    const results: Result[] = [];
    for (const request of requests) {
      results.push(await evaluateOne(group.name, rules, members, request));
      progress.step();
    }
    const parts = prepared.map(({ evaluation }, i) => ({
      ...evaluation,
      name: `${group.name}/${group.members[i]?.name ?? ''}`,
    }));
    return { name: group.name, parts, results };
  } finally {
    await Promise.all(members.map(({ thread }) => thread.close()));
    await session.finish();
  }
}

/** @throws PolicyHostError SETTINGS with all that is wrong, as kwctl says it */
async function rulesOf(
  { name, members: specs, expression, message, mode }: PolicyGroupSpec,
  members: readonly Member[],
): Promise<GroupRules> {
  const problems: string[] = [];
  for (const { name: member, thread, settings } of members) {
    await thread.instantiate();
    const checked = await checkSettings(
      (operation, payload) => thread.call(operation, payload),
      settings,
    );
    if (checked.valid) continue;
    const text = checked.message ?? 'no message';
    problems.push(
      `${name}/${member}: settings not valid: Policy settings are invalid: ${text}`,
    );
  }
  const names = specs.map((spec) => spec.name);
  try {
    const parsed = GroupExpression.parse(expression, names);
    if (problems.length === 0) {
      return { expression: parsed, members: names, message, mode };
    }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    problems.push(`${name}: spec.expression: ${reason}`);
  }
  throw settingsRefused(problems.join(', '));
}

async function evaluateOne(
  policy: string,
  rules: GroupRules,
  members: readonly Member[],
  request: SourcedRequest,
): Promise<Result> {
  const begin = performance.now();
  const { uid } = prepareRequest(request.content, 'kubernetes');
  const threads = new Map(members.map(({ name, thread }) => [name, thread]));
  // Always as it would protect: what monitor mode hides is told beside.
  const protecting: GroupRules = { ...rules, mode: 'protect' };
  const answer = await groupVerdict(uid, protecting, async (member) => {
    const [admitted] = await threads.get(member)!.admit([request.content]);
    return JSON.parse(admitted!.response) as AdmissionResponse;
  });
  return {
    request,
    policy,
    ...ruledAnswer(answer, { name: policy, mode: rules.mode, mutating: false }),
    milliseconds: performance.now() - begin,
  };
}
