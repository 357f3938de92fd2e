// SPDX-License-Identifier: Apache-2.0
import type { Fields, Text } from './fields.js';
import type { Findings } from './findings.js';
import { readValidator, type Validator } from './connaisseur-validators.js';
import { excludable, overlap } from './patterns.js';
import type { ConvertedPolicy } from './policy-resource.js';
import { entriesOf, type Entry } from './requirement.js';

const LABEL = 'securesystemsengineering.connaisseur/webhook';
const EVERYTHING = /^\*(:\*)?$/;

/**
 * Connaisseur's Helm values, of version 3 (`application`) and before. There
 * the most specific rule alone applies to an image, and here all that match: so
 * rules that overlap and ask for different things are refused.
 */
export function convertConnaisseur(values: Fields): ConvertedPolicy[] {
  // What runs Connaisseur itself decides about no image.
  values.ignore('kubernetes', 'deployment', 'service', 'global', 'alerting');
  const application = values.object('application') ?? values;
  application.ignore('logLevel', 'logFormat', 'alerting');
  const features = application.object('features') ?? application;
  const spec = readFeatures(features);
  if (features !== application) features.finish();
  const validators = new Map(
    application.objects('validators').map((fields) => {
      const validator = readValidator(fields);
      return [validator.name, validator];
    }),
  );
  const rules = application
    .objects('policy')
    .map((rule) => readRule(rule, validators));
  application.finish();
  if (application !== values) values.finish();
  const settings = settingsOf(rules, values.findings);
  return [{ name: 'verify-image-signatures', spec, settings }];
}

function readFeatures(features: Fields): Record<string, unknown> {
  const detection = features.flag('detectionMode') ?? false;
  for (const key of ['automaticChildApproval', 'automaticUnchangedApproval'])
    features.leaveOut(
      key,
      'objects of controllers are verified too, and updates as well; skipUnchangedImages leaves out images that an update does not change',
    );
  features.leaveOut(
    'resourceValidationMode',
    'workloads are verified, not Pods alone; change rules of the policy to verify Pods alone',
  );
  features.ignore('cache');
  const namespaced = features.object('namespacedValidation');
  const mode = namespaced?.text('mode');
  const enabled = namespaced?.flag('enabled') ?? true;
  namespaced?.finish();
  return {
    ...(detection ? { mode: 'monitor' } : {}),
    ...(namespaced === undefined || !enabled
      ? {}
      : { namespaceSelector: namespaceSelector(mode) }),
  };
}

function namespaceSelector(mode: string | undefined): unknown {
  return mode === 'validate'
    ? { matchLabels: { [LABEL]: 'validate' } }
    : {
        matchExpressions: [
          { key: LABEL, operator: 'NotIn', values: ['ignore'] },
        ],
      };
}

interface PolicyRule {
  readonly pattern: Text;
  /** Undefined where the reason has been said. */
  readonly asks: Entry[] | 'accept' | 'deny' | undefined;
}

function readRule(
  rule: Fields,
  validators: ReadonlyMap<string, Validator>,
): PolicyRule {
  const { findings } = rule;
  const pattern = {
    line: rule.lineOf('pattern'),
    value: (rule.text('pattern') ?? '').replace(/\*:\*$/, '*'),
  };
  const line = rule.lineOf('validator');
  const name = rule.text('validator') ?? 'default';
  const options = rule.object('with');
  rule.finish();
  const validator = validators.get(name);
  if (validator === undefined) {
    findings.refuse(line, `validator: there is none named ${name}`);
    return { pattern, asks: undefined };
  }
  if (validator.kind !== 'cosign') {
    options?.finish();
    return { pattern, asks: validator.kind };
  }
  const requirements = validator.require(options, rule.line);
  return {
    pattern,
    asks: requirements.flatMap((each) => entriesOf(each, findings)),
  };
}

function settingsOf(
  rules: readonly PolicyRule[],
  findings: Findings,
): Record<string, unknown> {
  const rest = rules.find(({ pattern }) => EVERYTHING.test(pattern.value));
  const special = rules.filter((rule) => rule !== rest);
  for (const { pattern } of special) {
    if (EVERYTHING.test(pattern.value))
      findings.refuse(pattern.line, 'pattern: is about all images once more');
  }
  refuseOverlaps(special, findings);
  const asked = rest?.asks ?? 'deny';
  if (asked === 'accept') refuseDenials(special, findings);
  if (typeof asked !== 'string' && rest !== undefined)
    refuseExceptions(rest, special, findings);
  const verified =
    typeof asked === 'string' || rest === undefined ? special : rules;
  const excluded = special.filter(({ asks }) => asks === 'accept');
  return {
    signatures: verified.flatMap(({ pattern, asks }) =>
      Array.isArray(asks)
        ? asks.map((entry) => ({ image: pattern.value, ...entry }))
        : [],
    ),
    ...(asked === 'accept' ? {} : { unmatchedImages: 'reject' }),
    ...(excluded.length === 0
      ? {}
      : {
          excludeImages: excludable(
            excluded.map(({ pattern }) => pattern),
            findings,
          ),
        }),
  };
}

/** Rules that both match some image must ask for the same. */
function refuseOverlaps(
  rules: readonly PolicyRule[],
  findings: Findings,
): void {
  for (const [index, { pattern, asks }] of rules.entries()) {
    for (const other of rules.slice(0, index)) {
      if (JSON.stringify(asks) === JSON.stringify(other.asks)) continue;
      if (!overlap(pattern.value, other.pattern.value)) continue;
      findings.refuse(
        pattern.line,
        `${pattern.value} and ${other.pattern.value} both match some images: ` +
          'only the more specific rule applied to them, and here both would',
      );
    }
  }
}

/** Images that are named to be denied, where all others are accepted. */
function refuseDenials(rules: readonly PolicyRule[], findings: Findings): void {
  for (const { pattern, asks } of rules) {
    if (asks === 'deny')
      findings.refuse(
        pattern.line,
        `${pattern.value}: no image can be named that always fails`,
      );
  }
}

/** A rule for everything that asks for signatures, beside others. */
function refuseExceptions(
  rest: PolicyRule,
  others: readonly PolicyRule[],
  findings: Findings,
): void {
  for (const { pattern, asks } of others) {
    if (asks === 'accept' || JSON.stringify(asks) === JSON.stringify(rest.asks))
      continue;
    findings.refuse(
      pattern.line,
      `${pattern.value} is also matched by ${rest.pattern.value}: ` +
        'only the more specific rule applied, and here both would',
    );
  }
}
