// SPDX-License-Identifier: Apache-2.0
import { stringify } from 'yaml';
import { DEPLOYMENT } from './deployment.js';

/** A policy that takes the place of a foreign one. */
export interface ConvertedPolicy {
  readonly name: string;
  /** Of a policy for one namespace alone. */
  readonly namespace?: string;
  /** Further fields of `spec`, such as `mode` and `namespaceSelector`. */
  readonly spec: Readonly<Record<string, unknown>>;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** The policies as documents of a YAML stream. */
export function policyDocuments(policies: readonly ConvertedPolicy[]): string {
  return policies.map(policyDocument).join('---\n');
}

function policyDocument(policy: ConvertedPolicy): string {
  const { name, namespace, spec, settings } = policy;
  return stringify(
    {
      apiVersion: 'policies.kubewarden.io/v1',
      kind:
        namespace === undefined ? 'ClusterAdmissionPolicy' : 'AdmissionPolicy',
      metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
      spec: {
        module: DEPLOYMENT.module,
        mutating: settings['digestMutation'] !== 'none',
        ...spec,
        rules: DEPLOYMENT.rules,
        settings,
      },
    },
    // The rules are one object for all policies, and no anchor is wanted.
    { lineWidth: 0, singleQuote: true, aliasDuplicateObjects: false },
  );
}
