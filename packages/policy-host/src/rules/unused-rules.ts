// SPDX-License-Identifier: Apache-2.0
import type { JsonObject } from '../json/value.js';
import type { Limits } from '../wapc/limits.js';
import { RuleProbe, patternOf, rulesOf } from './rule-probe.js';

/** A rule that is about none of the images. */
export interface UnusedRule {
  /** Its index in `signatures`. */
  readonly index: number;
  /** Its pattern of images; absent where it has none. */
  readonly pattern?: string;
}

/**
 * The rules that match none of these images: usually a pattern with a mistake.
 *
 * @throws PolicyHostError MODULE, GUEST, LIMIT, TIMEOUT
 */
export async function unusedRules(
  module: WebAssembly.Module,
  settings: JsonObject,
  images: Iterable<string>,
  limits: Partial<Limits>,
): Promise<UnusedRule[]> {
  const rules = rulesOf(settings);
  if (rules.length === 0) return [];
  const probe = await RuleProbe.start(module, limits);
  const unused: UnusedRule[] = [];
  try {
    for (const [index, rule] of rules.entries()) {
      if (await appliesToAny(probe, settings, rule, images)) continue;
      const pattern = patternOf(rule);
      unused.push({ index, ...(pattern === undefined ? {} : { pattern }) });
    }
    return unused;
  } finally {
    await probe.close();
  }
}

async function appliesToAny(
  probe: RuleProbe,
  settings: JsonObject,
  rule: JsonObject,
  images: Iterable<string>,
): Promise<boolean> {
  for (const image of images) {
    if (await probe.applies(settings, rule, image)) return true;
  }
  return false;
}
