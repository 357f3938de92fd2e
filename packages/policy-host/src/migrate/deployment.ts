// SPDX-License-Identifier: Apache-2.0
// This file is generated: npm run generate

/** Module and rules of a deployed policy, as its metadata has them. */
export const DEPLOYMENT = {
  module:
    'registry://ghcr.io/kubewarden/policies/verify-image-signatures-as:v0.2.0',
  mutating: true,
  rules: [
    {
      apiGroups: [''],
      apiVersions: ['v1'],
      resources: [
        'pods',
        'pods/ephemeralcontainers',
        'replicationcontrollers',
        'podtemplates',
      ],
      operations: ['CREATE', 'UPDATE'],
    },
    {
      apiGroups: ['apps'],
      apiVersions: ['v1'],
      resources: ['deployments', 'replicasets', 'statefulsets', 'daemonsets'],
      operations: ['CREATE', 'UPDATE'],
    },
    {
      apiGroups: ['extensions'],
      apiVersions: ['v1beta1'],
      resources: ['deployments', 'replicasets', 'daemonsets'],
      operations: ['CREATE', 'UPDATE'],
    },
    {
      apiGroups: ['batch'],
      apiVersions: ['v1', 'v1beta1'],
      resources: ['jobs', 'cronjobs'],
      operations: ['CREATE', 'UPDATE'],
    },
  ],
} as const;
