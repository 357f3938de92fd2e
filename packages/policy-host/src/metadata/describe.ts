// SPDX-License-Identifier: Apache-2.0
import { stringify } from 'yaml';
import { ANNOTATION_KEYS, type PolicyMetadata } from './types.js';

const POLICY_PREFIX = 'io.kubewarden.policy.';
const DETAILS = ['title', 'description', 'author', 'url', 'source', 'license'];

/**
 * Metadata as text for people: details, other annotations, rules, and where
 * present the resources read from the cluster and the usage.
 */
export function describeMetadata(metadata: PolicyMetadata): string {
  const annotations = metadata.annotations ?? {};
  const details: [string, string][] = DETAILS.flatMap((name) => {
    const value = annotations[POLICY_PREFIX + name];
    return value === undefined ? [] : [[`${name}:`, value]];
  });
  details.push(
    ['mutating:', String(metadata.mutating)],
    ['background audit support:', String(metadata.backgroundAudit)],
    ['context aware:', String(metadata.contextAwareResources.length > 0)],
    ['policy type:', metadata.policyType],
    ['execution mode:', metadata.executionMode],
    ['protocol version:', metadata.protocolVersion === 'v1' ? '1' : 'Unknown'],
  );
  const minimum = metadata.minimumKubewardenVersion;
  if (minimum !== undefined) {
    details.push(['minimum kubewarden version:', minimum]);
  }
  const shown = new Set(DETAILS.map((name) => POLICY_PREFIX + name));
  shown.add(ANNOTATION_KEYS.usage);
  const others = Object.entries(annotations)
    .filter(([key]) => !shown.has(key))
    .sort(([left], [right]) => (left < right ? -1 : 1));
  const width = Math.max(
    ...[...details, ...others].map(([label]) => label.length),
  );
  return [
    table('Details', details, width),
    table('Annotations', others, width),
    yaml('Rules', metadata.rules),
    ...(metadata.contextAwareResources.length > 0
      ? [contextAware(metadata.contextAwareResources)]
      : []),
    ...usage(annotations[ANNOTATION_KEYS.usage]),
  ].join('\n');
}

function table(
  title: string,
  rows: readonly (readonly [string, string])[],
  width: number,
): string {
  const lines = rows.map(
    ([label, value]) => `${label.padEnd(width)} ${value.trimEnd()}`,
  );
  return `${[title, ...lines].join('\n')}\n`;
}

function contextAware(
  resources: PolicyMetadata['contextAwareResources'],
): string {
  const title =
    'Context Aware\nThe policy requires access to the following Kubernetes resources at evaluation time:';
  return `${yaml(title, resources)}To avoid abuses, review carefully what the policy requires access to.\n`;
}

function yaml(title: string, value: unknown): string {
  const text = stringify(value, { indentSeq: false, singleQuote: true });
  return `${title}\n${text}`;
}

function usage(text: string | undefined): string[] {
  return text === undefined ? [] : [`Usage\n${text.trimEnd()}\n`];
}
