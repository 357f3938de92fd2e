// SPDX-License-Identifier: Apache-2.0
import { decodeVerifyV2 } from '../capabilities/verify-request.js';
import { reasonOf } from '../errors.js';
import type { JsonObject } from '../json/value.js';
import type { Registry } from '../registry/types.js';
import { RuleProbe, patternOf, rulesOf } from '../rules/rule-probe.js';
import { unusedRules } from '../rules/unused-rules.js';
import { listSignatures } from '../sigstore/list-signatures.js';
import type {
  FoundSignature,
  SignatureList,
} from '../sigstore/list-signatures.js';
import type { VerificationRequest } from '../sigstore/signers/types.js';
import type { TrustRoot } from '../sigstore/trust/trust-material.js';
import type { Capabilities } from '../wapc/host-call.js';
import { expiringCertificates } from './expiring.js';
import { matchedName } from './matched-name.js';
import { nearMiss } from './near-misses.js';
import { requirementsOf } from './requirements.js';
import type {
  Explanation,
  RuleExplanation,
  SignatureExplanation,
} from './types.js';

/** Whom to ask about what. */
export interface ExplanationOptions {
  readonly policy: string;
  readonly module: WebAssembly.Module;
  readonly settings: JsonObject;
  readonly image: string;
  /** Those of the objects that the rules are compared with. */
  readonly otherImages?: ReadonlySet<string> | undefined;
  /** Answers the policy, from the same registry. */
  readonly capabilities: Capabilities;
  readonly registry: Registry;
  readonly trust: TrustRoot | undefined;
  readonly now: Date;
}

/**
 * Explains what a policy thinks of an image. The rules are the policy's own
 * affair: it is run with one rule at a time, and what it asks the host for is
 * compared with each signature that is there.
 *
 * @throws PolicyHostError MODULE, GUEST, LIMIT, TIMEOUT
 */
export async function explain(
  options: ExplanationOptions,
): Promise<Explanation> {
  const { policy, module, settings, image, registry, trust, now } = options;
  const digest = await digestOf(registry, image);
  const found: SignatureList =
    'digest' in digest
      ? await listSignatures(registry, image, digest.digest, trust, now)
      : { signatures: [], problems: [] };
  const probe = await RuleProbe.start(module);
  const rules: RuleExplanation[] = [];
  try {
    for (const [index, rule] of rulesOf(settings).entries()) {
      rules.push({
        index,
        pattern: patternOf(rule) ?? '',
        ...(await explainRule(probe, index, rule, found, options)),
      });
    }
  } finally {
    await probe.close();
  }
  const { otherImages } = options;
  const unused =
    otherImages === undefined
      ? undefined
      : await unusedRules(module, settings, otherImages, {});
  return {
    policy,
    image,
    registry: digest,
    ...(unused === undefined ? {} : { unusedRules: unused }),
    rules,
    signatures: found.signatures.map(describe),
    problems: found.problems,
    expiring: expiringCertificates(rulesOf(settings), now),
  };
}

async function digestOf(
  registry: Registry,
  image: string,
): Promise<Explanation['registry']> {
  try {
    return { digest: await registry.resolveDigest(image) };
  } catch (cause) {
    return { problem: reasonOf(cause) };
  }
}

async function explainRule(
  probe: RuleProbe,
  index: number,
  rule: JsonObject,
  { signatures }: SignatureList,
  options: ExplanationOptions,
): Promise<Omit<RuleExplanation, 'index' | 'pattern'>> {
  const { settings, image, capabilities, trust, now } = options;
  const pattern = patternOf(rule) ?? '';
  if (!(await probe.applies(settings, rule, image))) {
    const nearly = await nearMiss(probe, settings, rule, pattern, image);
    return { applies: false, ...(nearly === undefined ? {} : { nearly }) };
  }
  const asked: VerificationRequest[] = [];
  const { accepted, message } = await probe.evaluate(settings, rule, image, {
    call(call) {
      const { namespace, operation, payload } = call;
      if (namespace === 'oci' && operation === 'v2/verify')
        asked.push(decodeVerifyV2(payload));
      return capabilities.call(call);
    },
  });
  return {
    applies: true,
    ...(await matchedName(probe, rule, pattern, image)),
    accepted,
    ...(message === undefined ? {} : { message: ofRule(message, index) }),
    requirements: requirementsOf(asked, signatures, trust, now),
  };
}

/** The policy's message names the probe, and the rule as its only one. */
function ofRule(message: string, index: number): string {
  return message
    .replace(/^Resource probe is not accepted: /, '')
    .replaceAll('signatures[0]', `signatures[${index}]`);
}

function describe(found: FoundSignature): SignatureExplanation {
  const { label, format, problem, evidence } = found;
  if (evidence === undefined) {
    return { label, format, ...(problem === undefined ? {} : { problem }) };
  }
  const { certificate, times, logged, entity, annotations } = evidence;
  const [entry] = entity?.tlogEntries ?? [];
  const native = certificate?.native;
  // Fulcio's certificates have no subject, only alternative names.
  const signer = native?.subject || native?.subjectAltName;
  return {
    label,
    format,
    ...(signer === undefined ? {} : { signer: signer.replaceAll('\n', ', ') }),
    ...(native === undefined
      ? {}
      : { issuer: native.issuer.replaceAll('\n', ', ') }),
    times: times.map((time) => time.toISOString()),
    logged,
    ...(entry === undefined ? {} : { logIndex: entry.logIndex }),
    annotations: Object.fromEntries(annotations),
  };
}
