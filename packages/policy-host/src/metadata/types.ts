// SPDX-License-Identifier: Apache-2.0

/** One admission rule as Kubernetes webhooks have it; no list is empty. */
export interface Rule {
  readonly apiGroups: readonly string[];
  readonly apiVersions: readonly string[];
  readonly resources: readonly string[];
  readonly operations: readonly string[];
}

/** A kind that a context-aware policy may read from the cluster. */
export interface ContextAwareResource {
  readonly apiVersion: string;
  readonly kind: string;
}

/** How a policy module is run; this host runs `kubewarden-wapc` only. */
export const EXECUTION_MODES = [
  'kubewarden-wapc',
  'opa',
  'gatekeeper',
  'wasi',
] as const;
export type ExecutionMode = (typeof EXECUTION_MODES)[number];

/** Whether requests are Kubernetes admission requests or any JSON. */
export const POLICY_TYPES = ['kubernetes', 'raw'] as const;
export type PolicyType = (typeof POLICY_TYPES)[number];

/** What a guest answers to `protocol_version`. */
export const PROTOCOL_VERSIONS = ['v1', 'Unknown'] as const;
export type ProtocolVersion = (typeof PROTOCOL_VERSIONS)[number];

/**
 * Content of metadata.yml and of the custom section made from it. Optional
 * keys with a default have it filled in.
 *
 * @see docs/host-conformance.md, "metadata.yml and the custom section"
 */
export interface PolicyMetadata {
  readonly protocolVersion?: ProtocolVersion;
  readonly rules: readonly Rule[];
  readonly annotations?: Readonly<Record<string, string>>;
  readonly mutating: boolean;
  /** Default true. */
  readonly backgroundAudit: boolean;
  /** Default `kubewarden-wapc`. */
  readonly executionMode: ExecutionMode;
  /** Default `kubernetes`. */
  readonly policyType: PolicyType;
  /** Sorted, without duplicates; default empty. */
  readonly contextAwareResources: readonly ContextAwareResource[];
  readonly hostCapabilities?: readonly string[];
  /** Semantic version. */
  readonly minimumKubewardenVersion?: string;
}

/** Annotation keys that tools write or read. */
export const ANNOTATION_KEYS = {
  title: 'io.kubewarden.policy.title',
  usage: 'io.kubewarden.policy.usage',
  source: 'io.kubewarden.policy.source',
  imageSource: 'org.opencontainers.image.source',
  annotatedBy: 'io.kubewarden.policy-host',
} as const;
