// SPDX-License-Identifier: Apache-2.0

/**
 * Namespaces whose Pods a cluster needs to run at all: control plane, network,
 * storage, certificates, Kubewarden itself. Their images come from many vendors
 * and are guarded by who may create Pods there.
 */
export const SYSTEM_NAMESPACES = [
  'kube-system',
  'kube-public',
  'kube-node-lease',
  'kubewarden',
  'cert-manager',
  'calico-apiserver',
  'calico-system',
  'tigera-operator',
  'kube-flannel',
  'cilium-secrets',
  'local-path-storage',
  'longhorn-system',
  'metallb-system',
  'ingress-nginx',
  'cattle-system',
  'cattle-fleet-system',
];

/** Chooses all other namespaces. */
export const OTHER_NAMESPACES = {
  matchExpressions: [
    {
      key: 'kubernetes.io/metadata.name',
      operator: 'NotIn',
      values: SYSTEM_NAMESPACES,
    },
  ],
};
