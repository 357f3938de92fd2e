// SPDX-License-Identifier: Apache-2.0
import type { Fields } from './fields.js';

/** Fields of `spec` that say for which objects a policy is asked. */
export type Scope = Readonly<Record<string, unknown>>;

interface Expression {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

const NAMESPACE = 'kubernetes.io/metadata.name';

const KINDS = [
  'Pod',
  'Deployment',
  'ReplicaSet',
  'StatefulSet',
  'DaemonSet',
  'ReplicationController',
  'PodTemplate',
  'Job',
  'CronJob',
];

/**
 * Reads `match` and `exclude` of a Kyverno rule: namespaces and selectors can
 * be kept, what depends on users, names or other kinds cannot.
 */
export function readScope(rule: Fields): Scope {
  const match = onlyFilter(rule, 'match');
  const exclude = onlyFilter(rule, 'exclude');
  const expressions: Expression[] = [];
  const scope: Record<string, unknown> = {};
  if (match !== undefined) {
    refuseOtherKinds(match);
    match.ignore('operations');
    addNamespaces(match, 'In', expressions);
    const selector = match.plain('namespaceSelector');
    if (selector !== undefined) scope['namespaceSelector'] = selector;
    const objects = match.plain('selector');
    if (objects !== undefined) scope['objectSelector'] = objects;
    match.finish();
  }
  if (exclude !== undefined) {
    exclude.refuse('kinds', 'only whole namespaces can be excluded');
    addNamespaces(exclude, 'NotIn', expressions);
    exclude.finish();
  }
  if (expressions.length > 0)
    scope['namespaceSelector'] = merge(scope['namespaceSelector'], expressions);
  return scope;
}

/** The resources of the one filter of `match` or `exclude`. */
function onlyFilter(rule: Fields, key: string): Fields | undefined {
  const block = rule.object(key);
  if (block === undefined) return undefined;
  const filters = [...block.objects('any'), ...block.objects('all')];
  const direct = block.object('resources');
  block.finish();
  const resources = filters.flatMap((filter) => {
    const found = filter.object('resources');
    filter.finish();
    return found ?? [];
  });
  if (direct !== undefined) resources.push(direct);
  if (resources.length > 1)
    block.findings.refuse(
      block.line,
      `${key}: only one filter can be kept; write a policy for each`,
    );
  return resources[0];
}

function refuseOtherKinds(filter: Fields): void {
  for (const { value, line } of filter.texts('kinds')) {
    const kind = value.split('/').at(-1) ?? value;
    if (!KINDS.includes(kind))
      filter.findings.refuse(
        line,
        `kinds: ${value} is none of the built-in kinds; see podSpecPaths`,
      );
  }
}

function addNamespaces(
  filter: Fields,
  operator: 'In' | 'NotIn',
  expressions: Expression[],
): void {
  const namespaces = filter.texts('namespaces');
  for (const { value, line } of namespaces) {
    if (/[*?!]/.test(value))
      filter.findings.refuse(line, `namespaces: ${value} is a pattern`);
  }
  if (namespaces.length === 0) return;
  const values = namespaces.map(({ value }) => value);
  expressions.push({ key: NAMESPACE, operator, values });
}

function merge(selector: unknown, expressions: readonly Expression[]): unknown {
  const given = (selector ?? {}) as { matchExpressions?: Expression[] };
  return {
    ...given,
    matchExpressions: [...(given.matchExpressions ?? []), ...expressions],
  };
}
