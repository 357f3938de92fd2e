// SPDX-License-Identifier: Apache-2.0
import type { JsonObject, JsonValue } from '../json/value.js';
import { isObject } from '../json/value.js';
import { answerTo } from '../policy/admit.js';
import type { CapabilitiesInput } from '../policy/policy.js';
import type { GuestOutcome } from '../policy/admit.js';
import { prepareRequest, validatePayload } from '../request/read-request.js';
import type { PreparedRequest } from '../request/read-request.js';
import type { AdmissionResponse } from '../response/admission-response.js';
import { applyRules } from '../response/policy-rules.js';
import { readValidationReply } from '../response/validation-reply.js';
import { stringify } from '../json/stringify.js';
import { OPERATIONS } from '../wapc/protocol.js';
import type { TestedPolicy } from './tested-policy.js';
import type { Outcome } from './types.js';

/**
 * What becomes of one request: the settings are checked, then the policy is
 * asked, both with the same answers of the host.
 *
 * @param content JSON of the request
 * @throws PolicyHostError REQUEST, and GUEST when settings cannot be checked
 */
export async function outcomeOf(
  tested: TestedPolicy,
  content: string,
  settings: JsonObject,
  capabilities: CapabilitiesInput,
): Promise<Outcome> {
  const answer = await answerOf(tested, content, settings, capabilities);
  if (answer.refused !== undefined) return answer.refused;
  const { request, reply } = answer;
  const { rules } = tested;
  const monitored = rules?.mode === 'monitor';
  // Monitor mode hides the verdict, and a test is about the verdict.
  const shown = applyRules(
    answerTo(request, reply),
    rules && { ...rules, mode: 'protect' },
  );
  const object =
    shown.allowed && reply.status === 'fulfilled'
      ? (readValidationReply(reply.value).mutatedObject ?? request.original)
      : request.original;
  return toOutcome(shown, monitored, object);
}

/** The answer as a test sees it. @param object what would be admitted */
export function toOutcome(
  shown: AdmissionResponse,
  monitored: boolean,
  object: JsonValue | undefined,
): Outcome {
  const { allowed, status } = shown;
  return {
    verdict: allowed ? 'allowed' : monitored ? 'warned' : 'rejected',
    ...(status?.message === undefined ? {} : { message: status.message }),
    ...(status?.code === undefined ? {} : { code: status.code }),
    images: imagesOf(object),
    patch: patchOf(shown),
  };
}

/** What a policy made of its settings and of a request. */
export type PolicyAnswer =
  | { readonly refused: Outcome }
  | {
      readonly refused?: undefined;
      readonly request: PreparedRequest;
      readonly reply: GuestOutcome;
    };

/** The settings are checked, then the policy is asked. */
export async function answerOf(
  { policy, mode }: TestedPolicy,
  content: string,
  settings: JsonObject,
  capabilities: CapabilitiesInput,
): Promise<PolicyAnswer> {
  const checked = await policy.validateSettings(stringify(settings), {
    capabilities,
  });
  if (!checked.valid) {
    const { message } = checked;
    const verdict = 'settings-refused';
    return {
      refused: { verdict, ...(message === undefined ? {} : { message }) },
    };
  }
  const request = prepareRequest(content, mode);
  const payload = validatePayload(request.request, settings);
  const [reply] = await Promise.allSettled([
    policy.call(OPERATIONS.validate, payload, { capabilities }),
  ]);
  return { request, reply };
}

function patchOf({ patch }: AdmissionResponse): unknown[] {
  return patch === undefined
    ? []
    : (JSON.parse(Buffer.from(patch, 'base64').toString('utf8')) as unknown[]);
}

/** All images of an object, in the order of their paths. */
function imagesOf(value: JsonValue | undefined): string[] {
  if (Array.isArray(value)) return value.flatMap(imagesOf);
  if (!isObject(value)) return [];
  return [...value.keys()].sort().flatMap((key) => {
    const member = value.get(key);
    return key === 'image' && typeof member === 'string'
      ? [member]
      : imagesOf(member);
  });
}
