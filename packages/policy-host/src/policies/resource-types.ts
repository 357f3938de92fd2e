// SPDX-License-Identifier: Apache-2.0

/** What a field of a policy resource may hold. */
export type FieldType =
  | { readonly type: 'text'; readonly oneOf?: readonly string[] }
  | { readonly type: 'boolean' }
  | { readonly type: 'integer'; readonly min: number; readonly max: number }
  | { readonly type: 'list'; readonly of: FieldType }
  | { readonly type: 'map'; readonly of: FieldType }
  /** An object with further fields, or null. */
  | { readonly type: 'settings' }
  /** An object with further fields beside these. */
  | { readonly type: 'metadata'; readonly fields: Fields }
  | { readonly type: 'any' }
  | ObjectType;

type Fields = Readonly<Record<string, FieldType>>;

/** An object of known fields. */
export interface ObjectType {
  readonly type: 'object';
  readonly fields: Fields;
  readonly required: readonly string[];
}

const TEXT = { type: 'text' } as const;
const BOOLEAN = { type: 'boolean' } as const;
const TEXTS = list(TEXT);
const SECONDS = { type: 'integer', min: 2, max: 30 } as const;

function list(of: FieldType): FieldType {
  return { type: 'list', of };
}

function object(fields: Fields, ...required: string[]): ObjectType {
  return { type: 'object', fields, required };
}

const SELECTOR = object({
  matchExpressions: list(
    object({ key: TEXT, operator: TEXT, values: TEXTS }, 'key', 'operator'),
  ),
  matchLabels: { type: 'map', of: TEXT },
});

const CONTEXT_AWARE = {
  contextAwareResources: list(
    object({ apiVersion: TEXT, kind: TEXT }, 'apiVersion', 'kind'),
  ),
};

/** What every kind has. */
const COMMON = {
  backgroundAudit: BOOLEAN,
  failurePolicy: TEXT,
  matchConditions: list(
    object({ expression: TEXT, name: TEXT }, 'expression', 'name'),
  ),
  matchPolicy: TEXT,
  message: TEXT,
  mode: { type: 'text', oneOf: ['protect', 'monitor'] },
  objectSelector: SELECTOR,
  policyServer: TEXT,
  rules: list(
    object({
      apiGroups: TEXTS,
      apiVersions: TEXTS,
      operations: TEXTS,
      resources: TEXTS,
      scope: TEXT,
    }),
  ),
  sideEffects: TEXT,
  timeoutSeconds: SECONDS,
} as const;

/** What a policy has, alone or in a group. */
const EVALUATED = {
  module: TEXT,
  settings: { type: 'settings' },
  timeoutEvalSeconds: SECONDS,
} as const;

const POLICY = { ...COMMON, ...EVALUATED, mutating: BOOLEAN };
const CLUSTER_WIDE = {
  allowInsideAdmissionControllerNamespace: BOOLEAN,
  namespaceSelector: SELECTOR,
};

function policy(more: Fields): ObjectType {
  return object({ ...POLICY, ...more }, 'module', 'mutating', 'rules');
}

function group(more: Fields, ofMember: Fields): ObjectType {
  const of = object({ ...EVALUATED, ...ofMember }, 'module');
  return object(
    { ...COMMON, ...more, expression: TEXT, policies: { type: 'map', of } },
    'expression',
    'message',
    'policies',
    'rules',
  );
}

/** The `apiVersion` of these types; kwctl knows no other. */
export const API_VERSION = 'policies.kubewarden.io/v1';

/**
 * `spec` of each kind, as Kubewarden's custom resource definitions of May 2026
 * have it.
 */
export const SPEC_TYPES: Readonly<Record<string, ObjectType>> = {
  AdmissionPolicy: policy({}),
  ClusterAdmissionPolicy: policy({ ...CLUSTER_WIDE, ...CONTEXT_AWARE }),
  AdmissionPolicyGroup: group({}, {}),
  ClusterAdmissionPolicyGroup: group(CLUSTER_WIDE, CONTEXT_AWARE),
};
