// SPDX-License-Identifier: Apache-2.0
// The policy of deploy/base and what the overlays make of it: rules and version
// of metadata.yml, settings of the examples in deploy/.
import { stringify } from 'yaml';
import { EXAMPLES, NAME, policy } from './deploy.mjs';

/** The example whose settings an overlay has. */
const OVERLAYS = {
  certificates: 'cluster-admission-policy',
  keyless: 'keyless-policy',
  'github-actions': 'github-actions-policy',
  'default-deny': 'default-deny-policy',
  monitor: 'monitor-policy',
  namespaced: 'admission-policy',
};

/**
 * Limits on every level: the API server waits longer than policy-server
 * evaluates, and looking signatures up takes longer than its 2 s.
 */
const SERVED = {
  policyServer: NAME,
  failurePolicy: 'Fail',
  timeoutSeconds: 15,
  timeoutEvalSeconds: 10,
};

function document(value) {
  const body = stringify(value, { lineWidth: 0, singleQuote: true });
  return `# This file is generated: npm run generate\n${body}`;
}

/** The fields of an example that differ from the base's. */
function patch([, describe]) {
  const { kind, name, namespace, ...spec } = describe();
  void [kind, name, namespace];
  return {
    apiVersion: 'policies.kubewarden.io/v1',
    kind: 'ClusterAdmissionPolicy',
    metadata: { name: NAME },
    spec,
  };
}

export default function generate() {
  const files = {
    'deploy/base/policy.yaml': document(
      policy({ name: NAME, ...SERVED, settings: { signatures: [] } }),
    ),
    'deploy/overlays/verify-after-mutation/policy.yaml': document(
      policy({ ...EXAMPLES['verify-after-mutation'][1](), ...SERVED }),
    ),
  };
  for (const [overlay, example] of Object.entries(OVERLAYS)) {
    files[`deploy/overlays/${overlay}/settings.yaml`] = document(
      patch(EXAMPLES[example]),
    );
  }
  return files;
}
