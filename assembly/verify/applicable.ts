// SPDX-License-Identifier: Apache-2.0
import { matches, spell, Spellings } from '../match/spellings';
import { Reference } from '../references/reference';
import { Rule } from '../settings/rules';

/**
 * Marks the rules that apply to an image. A digest makes a tag meaningless, to
 * the runtime too: no tag beside a digest, and none at all, keeps an image away
 * from the rules for tags of its repository. Where a rule for tags matches as
 * the image is written, that one is meant; else all rules for tags apply whose
 * name matches.
 *
 * @returns whether there is any
 */
export function markApplicable(rules: Rule | null, reference: Reference): bool {
  const spellings = spell(reference);
  const isPinned = reference.digest != null;
  let any = false;
  let byTag = false;
  let rest = rules;
  while (rest != null) {
    const rule = rest;
    rest = rest.next;
    rule.applies = matches(rule.pattern, spellings);
    if (!rule.applies) continue;
    any = true;
    if (isPinned && reference.hasTag && isForTags(rule, spellings))
      byTag = true;
  }
  if (!isPinned || byTag) return any;
  rest = rules;
  while (rest != null) {
    const rule = rest;
    rest = rest.next;
    if (rule.applies) continue;
    rule.applies = isForTags(rule, spellings);
    any = any || rule.applies;
  }
  return any;
}

/** Whether a rule is for some tags of an image's repository. */
function isForTags(rule: Rule, spellings: Spellings): bool {
  const pattern = rule.untagged;
  return pattern != null && matches(pattern, spellings);
}
