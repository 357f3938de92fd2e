// SPDX-License-Identifier: Apache-2.0
import { PolicyHostError } from '../errors.js';
import type { JsonObject, JsonValue } from '../json/value.js';
import { isObject } from '../json/value.js';
import { stringify } from '../json/stringify.js';
import { startPolicy } from '../policy/load-policy.js';
import type { Policy } from '../policy/policy.js';
import type { Verdict } from '../response/verdict.js';
import type { Capabilities } from '../wapc/host-call.js';
import type { Limits } from '../wapc/limits.js';

/**
 * Finds out which rules of `signatures` are about an image by asking the policy
 * itself: it gets settings with one rule and a Pod with one image, and whoever
 * asks the host about an image has a rule for it. So patterns mean here what
 * they mean in the cluster.
 */
export class RuleProbe {
  private constructor(private readonly policy: Policy) {}

  /** @throws PolicyHostError MODULE, LIMIT, TIMEOUT */
  static async start(
    module: WebAssembly.Module,
    limits: Partial<Limits> = {},
  ): Promise<RuleProbe> {
    return new RuleProbe(await startPolicy(module, { limits }));
  }

  /** Whether the policy would verify the image if this were its only rule. */
  async applies(
    settings: JsonObject,
    rule: JsonValue,
    image: string,
  ): Promise<boolean> {
    let asked = false;
    const call = async ({ namespace }: { readonly namespace: string }) => {
      if (namespace === 'tracing') return new Uint8Array(0);
      asked ||= namespace === 'oci';
      throw new PolicyHostError('CAPABILITY', 'not asked in earnest');
    };
    await this.evaluate(settings, rule, image, { call });
    return asked;
  }

  /**
   * Whether a pattern matches the image's full name, that with its registry:
   * patterns of `excludeImages` match no shorter one, and what they match
   * nobody verifies.
   */
  async matchesFullName(
    rule: JsonObject,
    pattern: string,
    image: string,
  ): Promise<boolean> {
    let asked = false;
    const all = new Map(rule).set('image', '*');
    const settings: JsonObject = new Map([['excludeImages', [pattern]]]);
    const { accepted } = await this.evaluate(settings, all, image, {
      call: async ({ namespace }) => {
        asked ||= namespace === 'oci';
        return new Uint8Array(0);
      },
    });
    return accepted && !asked;
  }

  /** The policy's verdict if this were its only rule. */
  evaluate(
    settings: JsonObject,
    rule: JsonValue,
    image: string,
    capabilities: Capabilities,
  ): Promise<Verdict> {
    const alone: JsonObject = new Map(settings);
    alone.set('signatures', [rule]);
    return this.policy.validate(podRequest(image), stringify(alone), {
      capabilities,
    });
  }

  /** Ends the policy. */
  close(): Promise<void> {
    return this.policy.close();
  }
}

/** The rules of settings, if they have any; of other policies none. */
export function rulesOf(settings: JsonObject): readonly JsonObject[] {
  const rules = settings.get('signatures');
  return Array.isArray(rules) ? rules.filter(isObject) : [];
}

/** The pattern of a rule; undefined where that is no text. */
export function patternOf(rule: JsonObject): string | undefined {
  const image = rule.get('image');
  return typeof image === 'string' ? image : undefined;
}

function podRequest(image: string): object {
  return {
    uid: 'probe',
    kind: { group: '', version: 'v1', kind: 'Pod' },
    resource: { group: '', version: 'v1', resource: 'pods' },
    name: 'probe',
    namespace: 'default',
    operation: 'CREATE',
    userInfo: { username: 'kubernetes-admin' },
    object: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'probe', namespace: 'default' },
      spec: { containers: [{ name: 'probe', image }] },
    },
  };
}
