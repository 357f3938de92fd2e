// SPDX-License-Identifier: Apache-2.0
import type { JsonObject, JsonValue } from '../json/value.js';
import { isObject } from '../json/value.js';
import { answerTo } from '../policy/admit.js';
import type { CapabilitiesInput } from '../policy/policy.js';
import { prepareRequest, validatePayload } from '../request/read-request.js';
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
  const { policy, mode, rules } = tested;
  const checked = await policy.validateSettings(stringify(settings), {
    capabilities,
  });
  if (!checked.valid) {
    const { message } = checked;
    return {
      verdict: 'settings-refused',
      ...(message === undefined ? {} : { message }),
    };
  }
  const request = prepareRequest(content, mode);
  const payload = validatePayload(request.request, settings);
  const [reply] = await Promise.allSettled([
    policy.call(OPERATIONS.validate, payload, { capabilities }),
  ]);
  const answer = answerTo(request, reply);
  const monitored = rules?.mode === 'monitor';
  // Monitor mode hides the verdict, and a test is about the verdict.
  const shown = applyRules(answer, rules && { ...rules, mode: 'protect' });
  const verdict = shown.allowed ? 'allowed' : monitored ? 'warned' : 'rejected';
  const object =
    shown.allowed && reply.status === 'fulfilled'
      ? (readValidationReply(reply.value).mutatedObject ?? request.original)
      : request.original;
  return {
    verdict,
    ...(shown.status?.message === undefined
      ? {}
      : { message: shown.status.message }),
    ...(shown.status?.code === undefined ? {} : { code: shown.status.code }),
    images: imagesOf(object),
    patch: patchOf(shown),
  };
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
