// SPDX-License-Identifier: Apache-2.0
import { PolicyHostError } from '../errors.js';
import { isObject } from '../json/value.js';
import type { JsonObject, JsonValue } from '../json/value.js';
import type { Sending } from './build-request.js';
import type { GroupVersion } from './kinds.js';
import { LabelSelector, labelsOf } from './label-selector.js';
import type { Labels } from './label-selector.js';

/** `rules` of a policy, as of a webhook. */
interface Rule {
  readonly groups: readonly string[];
  readonly versions: readonly string[];
  readonly resources: readonly string[];
  readonly operations: readonly string[];
  readonly scope: string;
}

/** Which requests a policy resource is asked about. */
export interface PolicyMatch {
  readonly rules: readonly Rule[];
  readonly exact: boolean;
  readonly objectSelector: LabelSelector;
  readonly namespaceSelector: LabelSelector;
  /** The only namespace of an AdmissionPolicy. */
  readonly onlyNamespace: string | undefined;
  /** Whether there are CEL conditions beside the rules. */
  readonly conditions: boolean;
}

/** Labels of namespaces; undefined for those that are not known. */
export type NamespaceLabels = ReadonlyMap<string, Labels>;

/** Answers whether and how an object is sent to a policy. */
export type Match =
  | { readonly sent: false }
  | {
      readonly sent: true;
      readonly as: GroupVersion;
      /** Labels that decide and that nobody here knows. */
      readonly unknownNamespace?: string;
    };

const NAME_LABEL = 'kubernetes.io/metadata.name';

/** Groups under which the same resources are, or were, served. */
const SAME: readonly (readonly [resources: string[], groups: string[]])[] = [
  [
    ['deployments', 'daemonsets', 'replicasets'],
    ['apps', 'extensions'],
  ],
  [
    ['ingresses', 'networkpolicies'],
    ['networking.k8s.io', 'extensions'],
  ],
  [['podsecuritypolicies'], ['policy', 'extensions']],
  [['events'], ['', 'events.k8s.io']],
];

/**
 * Reads what decides over requests in the spec of a policy or policy group.
 *
 * @param namespace of an AdmissionPolicy or its group, else undefined
 * @throws PolicyHostError ARGUMENT for rules or selectors that are none
 */
export function readPolicyMatch(
  spec: JsonObject,
  name: string,
  namespace: string | undefined,
): PolicyMatch {
  const rules = spec.get('rules') ?? [];
  if (!Array.isArray(rules)) throw wrong(name, 'rules');
  const conditions = spec.get('matchConditions');
  const selector = (key: string): LabelSelector =>
    LabelSelector.read(spec.get(key), `${key} of policy ${name}`);
  return {
    rules: rules.map((rule) => readRule(rule, name)),
    exact: spec.get('matchPolicy') === 'Exact',
    objectSelector: selector('objectSelector'),
    namespaceSelector: selector('namespaceSelector'),
    onlyNamespace: namespace,
    conditions: Array.isArray(conditions) && conditions.length > 0,
  };
}

function readRule(value: JsonValue, name: string): Rule {
  if (!isObject(value)) throw wrong(name, 'rules');
  const list = (key: string): string[] => {
    const items = value.get(key);
    if (!Array.isArray(items)) throw wrong(name, `rules[].${key}`);
    return items.map((item) => {
      if (typeof item !== 'string') throw wrong(name, `rules[].${key}`);
      return item;
    });
  };
  const scope = value.get('scope');
  return {
    groups: list('apiGroups'),
    versions: list('apiVersions'),
    resources: list('resources'),
    operations: list('operations'),
    scope: typeof scope === 'string' ? scope : '*',
  };
}

function wrong(name: string, field: string): PolicyHostError {
  return new PolicyHostError(
    'ARGUMENT',
    `${field} of policy ${name} is not what Kubernetes expects`,
  );
}

/** Decides as the API server does for a webhook with these rules. */
export function match(
  policy: PolicyMatch,
  sending: Sending,
  namespaces: NamespaceLabels,
): Match {
  const { onlyNamespace } = policy;
  if (onlyNamespace !== undefined && sending.namespace !== onlyNamespace) {
    return { sent: false };
  }
  const as = versionFor(policy, sending);
  if (as === undefined || !objectSelected(policy, sending)) {
    return { sent: false };
  }
  const selected = namespaceSelected(policy, sending, namespaces);
  if (selected === undefined) {
    const { namespace = '' } = sending;
    return { sent: true, as, unknownNamespace: namespace };
  }
  return selected ? { sent: true, as } : { sent: false };
}

/** The version itself if a rule has it, else the first equivalent one. */
function versionFor(
  { rules, exact }: PolicyMatch,
  sending: Sending,
): GroupVersion | undefined {
  const { group, version } = sending;
  const fitting = rules.filter((rule) => fits(rule, sending));
  const takes = (rule: Rule, g: string, v: string): boolean =>
    has(rule.groups, g) && has(rule.versions, v);
  if (fitting.some((rule) => takes(rule, group, version))) {
    return { group, version };
  }
  if (exact) return undefined;
  for (const rule of fitting) {
    for (const other of equivalentGroups(sending)) {
      if (!has(rule.groups, other)) continue;
      // A rule for all versions has taken the group's own already.
      const wanted = rule.versions.find((v) => v !== '*') ?? version;
      return { group: other, version: wanted };
    }
  }
  return undefined;
}

function equivalentGroups({ group, resource }: Sending): string[] {
  const same = SAME.find(
    ([resources, groups]) =>
      resources.includes(resource) && groups.includes(group),
  );
  return [group, ...(same?.[1].filter((other) => other !== group) ?? [])];
}

/** Everything of a rule but groups and versions. */
function fits(rule: Rule, sending: Sending): boolean {
  const { resource, namespaced, options } = sending;
  const { operation, subResource } = options;
  if (!has(rule.operations, operation)) return false;
  if (rule.scope !== '*' && (rule.scope === 'Namespaced') !== namespaced) {
    return false;
  }
  return rule.resources.some((pattern) => {
    const [main = '', sub] = pattern.split('/');
    const mainFits = main === '*' || main === resource;
    return mainFits && (sub === '*' || sub === subResource);
  });
}

function has(patterns: readonly string[], value: string): boolean {
  return patterns.includes('*') || patterns.includes(value);
}

/** Either self of the object may be selected. */
function objectSelected(
  { objectSelector }: PolicyMatch,
  { value, oldValue }: Sending,
): boolean {
  return [value, oldValue].some(
    (object) =>
      object !== undefined && objectSelector.matches(labelsOf(object)),
  );
}

/** Undefined when it depends on labels that are not known. */
function namespaceSelected(
  { namespaceSelector }: PolicyMatch,
  sending: Sending,
  namespaces: NamespaceLabels,
): boolean | undefined {
  const { group, resource, name, namespace, value, oldValue } = sending;
  if (group === '' && resource === 'namespaces') {
    const own = labelsOf(value ?? oldValue ?? new Map());
    return namespaceSelector.matches(named(own, name ?? ''));
  }
  if (namespace === undefined) return true;
  const labels = namespaces.get(namespace);
  if (labels !== undefined) {
    return namespaceSelector.matches(named(labels, namespace));
  }
  const byName = namespaceSelector.about(NAME_LABEL);
  if (!byName.matches(named(new Map(), namespace))) return false;
  return byName.size === namespaceSelector.size ? true : undefined;
}

/** Every namespace has its name as a label. */
function named(labels: Labels, name: string): Labels {
  return new Map([...labels, [NAME_LABEL, name]]);
}
