// SPDX-License-Identifier: Apache-2.0
import { printable } from '../report/printable.js';
import type { Explanation, RuleExplanation } from './types.js';

/** What people call fields that are called otherwise in JSON. */
const LABELS: Readonly<Record<string, string>> = { logIndex: 'log entry' };

/** An explanation for people. */
export function explanationText(explanation: Explanation): string {
  const { policy, image, registry, rules, signatures } = explanation;
  const lines = [
    `${image} under policy ${policy}`,
    'digest' in registry
      ? `registry: ${registry.digest}`
      : `registry: ${registry.problem}`,
    '',
    ...(rules.length === 0 ? ['The settings have no rules.'] : []),
    ...rules.flatMap((rule) => ruleLines(rule, image)),
    '',
    signatures.length === 0 ? 'No signatures found.' : 'Signatures:',
    ...signatures.flatMap(({ label, format, ...rest }) => [
      `  ${label} (${format})`,
      ...Object.entries(rest).map(
        ([name, value]) => `    ${LABELS[name] ?? name}: ${shown(value)}`,
      ),
    ]),
    ...explanation.problems.map((problem) => `  not readable: ${problem}`),
    ...(explanation.unusedRules ?? []).map(
      ({ index, pattern = '' }) =>
        `signatures[${index}] ${pattern} matches none of the images of the objects`,
    ),
    ...explanation.expiring.map(
      ({ place, subject, notAfter, expired }) =>
        `Certificate ${place} (${subject}) ${expired ? 'has expired' : 'expires'} on ${notAfter}`,
    ),
  ];
  return lines.map((line) => `${printable(line)}\n`).join('');
}

function shown(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value))
    return value.length === 0 ? 'none' : value.join(', ');
  return typeof value === 'boolean'
    ? value
      ? 'yes'
      : 'no'
    : JSON.stringify(value);
}

function ruleLines(rule: RuleExplanation, image: string): string[] {
  const head = `signatures[${rule.index}] ${rule.pattern}`;
  if (!rule.applies) {
    const nearly =
      rule.nearly === undefined ? '' : `, but nearly: ${rule.nearly}`;
    return [`${head}: does not match${nearly}`];
  }
  const verdict = rule.accepted === true ? 'satisfied' : 'not satisfied';
  const { spelling = 'image', matched = image } = rule;
  const name = matched === image ? spelling : `${spelling} ${matched}`;
  return [
    `${head}: matches the ${name}, ${verdict}`,
    ...(rule.message === undefined ? [] : [`  ${rule.message}`]),
    ...(rule.requirements ?? []).flatMap(({ signer, metBy, misses }) =>
      metBy.length > 0
        ? [`  ok   ${signer}: ${metBy.join(', ')}`]
        : [
            `  miss ${signer}`,
            ...misses.map(
              ({ signature, reason }) => `         ${signature}: ${reason}`,
            ),
          ],
    ),
  ];
}
