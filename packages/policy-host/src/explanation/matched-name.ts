// SPDX-License-Identifier: Apache-2.0
import { formatReference, parseReference } from '../registry/reference.js';
import type { RuleProbe } from '../rules/rule-probe.js';
import type { JsonObject } from '../json/value.js';
import type { RuleExplanation } from './types.js';

/** What short names of Docker Hub leave out, the longer first. */
const PREFIXES = ['docker.io/library/', 'docker.io/'];

/** Which name of an image a pattern matches, of a rule that applies to it. */
export async function matchedName(
  probe: RuleProbe,
  rule: JsonObject,
  pattern: string,
  image: string,
): Promise<Pick<RuleExplanation, 'spelling' | 'matched'>> {
  const full = fullName(image);
  if (await probe.matchesFullName(rule, pattern, image)) {
    // What is shown is only what the policy takes for this image's name.
    const isKnown = await probe.matchesFullName(rule, full, image);
    return { spelling: 'full name', ...(isKnown ? { matched: full } : {}) };
  }
  for (const prefix of PREFIXES) {
    if (!full.startsWith(prefix)) continue;
    if (await probe.matchesFullName(rule, prefix + pattern, image))
      return { spelling: 'short name', matched: full.slice(prefix.length) };
  }
  return { spelling: 'short name' };
}

/** The image as written where it is none that this host can ask for. */
function fullName(image: string): string {
  try {
    return formatReference(parseReference(image));
  } catch {
    return image;
  }
}
