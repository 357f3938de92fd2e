// SPDX-License-Identifier: Apache-2.0

/** What a project can begin as. */
export type KindName = 'validating' | 'mutating' | 'context-aware' | 'raw';

/** What the files of a project say about a kind of policy. */
export interface Kind {
  /** Items of the list `rules` in metadata.yml, as YAML lines. */
  readonly rules: readonly string[];
  readonly mutating: boolean;
  /** Whether the audit scanner can ask it too. */
  readonly audit: boolean;
  readonly type: 'kubernetes' | 'raw';
  /** Values in metadata.yml, as YAML. */
  readonly resources: string;
  readonly capabilities: string;
  /** Kinds that Artifact Hub shows. */
  readonly objects: string;
  /** The one setting: its name and what it does. */
  readonly setting: readonly [string, string];
  /** Settings to try it with. */
  readonly example: string;
}

const PODS = [
  "- apiGroups: ['']",
  '  apiVersions: [v1]',
  '  resources: [pods]',
  '  operations: [CREATE, UPDATE]',
];

const VALIDATING: Kind = {
  rules: PODS,
  mutating: false,
  audit: true,
  type: 'kubernetes',
  resources: '[]',
  capabilities: '[]',
  objects: 'Pod',
  setting: ['deniedNames', 'names that no object may have'],
  example: '{"deniedNames":["web"]}',
};

/** All kinds, the usual one first. */
export const KINDS: Readonly<Record<KindName, Kind>> = {
  validating: VALIDATING,
  mutating: {
    ...VALIDATING,
    mutating: true,
    setting: ['labels', 'labels that objects get where they have none such'],
    example: '{"labels":{"team":"web"}}',
  },
  'context-aware': {
    ...VALIDATING,
    resources: '[{ apiVersion: v1, kind: Namespace }]',
    capabilities: '[kubernetes/get_resource]',
    setting: ['label', 'label that the namespace of an object must have'],
    example: '{"label":"team"}',
  },
  raw: {
    ...VALIDATING,
    rules: [],
    audit: false,
    type: 'raw',
    objects: '',
    setting: ['users', 'who may ask'],
    example: '{"users":["alice"]}',
  },
};

/** Whether there is a kind of that name. */
export function isKind(name: string): name is KindName {
  return Object.hasOwn(KINDS, name);
}
