// SPDX-License-Identifier: Apache-2.0
import semver from 'semver';
import { PolicyHostError } from '../errors.js';
import type { PolicyMetadata, Rule } from './types.js';

const WILDCARD = '*';
const OPERATIONS = ['CREATE', 'UPDATE', 'DELETE', 'CONNECT', WILDCARD];
const ALONE = `No other elements can be defined when '*' is used`;

/**
 * Checks what the types cannot say: the rules of kwctl for admission rules,
 * context-aware resources, the protocol and the minimum version.
 *
 * @throws PolicyHostError METADATA with every problem and its path
 * @see docs/host-conformance.md, "metadata.yml and the custom section"
 */
export function validateMetadata(metadata: PolicyMetadata): void {
  const problems = [
    ...metadata.rules.flatMap((rule, index) =>
      ruleProblems(rule, `rules[${index}]`),
    ),
    ...contextProblems(metadata),
    ...versionProblems(metadata),
  ];
  if (problems.length === 0) return;
  throw new PolicyHostError(
    'METADATA',
    `Metadata is invalid: ${problems.join('; ')}`,
  );
}

function ruleProblems(rule: Rule, path: string): string[] {
  return [
    ...listProblems(rule.apiGroups, `${path}.apiGroups`),
    ...listProblems(rule.apiVersions, `${path}.apiVersions`),
    ...versionNameProblems(rule, path),
    ...resourceProblems(rule.resources, `${path}.resources`),
    ...listProblems(rule.operations, `${path}.operations`),
    ...rule.operations
      .filter((operation) => !OPERATIONS.includes(operation))
      .map(
        (operation) =>
          `${path}.operations: unknown operation '${operation}', ` +
          `expected one of ${OPERATIONS.join(', ')}`,
      ),
  ];
}

function listProblems(list: readonly string[], path: string): string[] {
  if (list.length === 0) return [`${path}: must not be empty`];
  if (list.length > 1 && list.includes(WILDCARD)) return [`${path}: ${ALONE}`];
  return [];
}

/** The core group is the empty string; a version is never empty. */
function versionNameProblems(rule: Rule, path: string): string[] {
  return rule.apiVersions.includes('')
    ? [`${path}.apiVersions: empty strings are not allowed`]
    : [];
}

/**
 * The rules of Kubernetes for resources with wildcards. A wildcard excludes
 * what stands after it, as in kwctl: `["pods", "*"]` passes.
 */
function resourceProblems(list: readonly string[], path: string): string[] {
  if (list.length === 0) return [`${path}: must not be empty`];
  if (list.length > 1 && list.includes('*/*')) {
    return [`${path}: No other elements can be defined when '*/*' is used`];
  }
  const problems: string[] = [];
  const wildcards = new Set<string>();
  for (const entry of list) {
    if (entry === '') {
      problems.push(`${path}: empty strings are not allowed`);
      continue;
    }
    const slash = entry.indexOf('/');
    const resource = slash < 0 ? entry : entry.slice(0, slash);
    const subresource = slash < 0 ? undefined : entry.slice(slash + 1);
    const covering = coveringWildcards(resource, subresource).find(
      (wildcard) => wildcard !== entry && wildcards.has(wildcard),
    );
    if (covering !== undefined) {
      problems.push(
        `${path}: if '${covering}' is present, must not specify ${entry}`,
      );
    }
    if (resource === WILDCARD || subresource === WILDCARD) {
      wildcards.add(entry);
    }
  }
  return problems;
}

function coveringWildcards(
  resource: string,
  subresource: string | undefined,
): string[] {
  if (subresource === undefined) return [WILDCARD];
  return [`${resource}/${WILDCARD}`, `${WILDCARD}/${subresource}`];
}

function contextProblems(metadata: PolicyMetadata): string[] {
  return metadata.contextAwareResources.flatMap((resource, index) =>
    (['apiVersion', 'kind'] as const)
      .filter((key) => resource[key] === '')
      .map(
        (key) => `contextAwareResources[${index}].${key}: must not be empty`,
      ),
  );
}

function versionProblems(metadata: PolicyMetadata): string[] {
  const problems: string[] = [];
  if (
    metadata.executionMode === 'kubewarden-wapc' &&
    metadata.protocolVersion !== 'v1'
  ) {
    problems.push('protocolVersion: Must specify a valid protocol version');
  }
  const minimum = metadata.minimumKubewardenVersion;
  if (minimum !== undefined && semver.valid(minimum) !== minimum) {
    problems.push(
      `minimumKubewardenVersion: '${minimum}' is not a semantic version`,
    );
  }
  return problems;
}

/**
 * Refuses a policy that asks for a later Kubewarden than the one this host
 * follows. Patch and pre-release of the requirement do not count.
 *
 * @param running semantic version
 * @throws PolicyHostError METADATA
 */
export function checkMinimumVersion(
  metadata: PolicyMetadata,
  running: string,
): void {
  const written = metadata.minimumKubewardenVersion ?? '0.0.0';
  const minimum = semver.parse(written);
  // The library takes a `v` before the version.
  if (minimum === null || !/^[0-9]/.test(written)) {
    throw new PolicyHostError(
      'METADATA',
      `Error unmarshalling metadata minimumKubewardenVersion: '${written}' is not a semantic version`,
    );
  }
  const required = `${minimum.major}.${minimum.minor}.0`;
  const current = semver.coerce(running);
  if (current !== null && semver.gte(current, required)) return;
  throw new PolicyHostError(
    'METADATA',
    `Policy required Kubewarden version ${required} or greater. ` +
      `But it's running on ${running}`,
  );
}
