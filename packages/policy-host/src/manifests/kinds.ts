// SPDX-License-Identifier: Apache-2.0
import { isObject } from '../json/value.js';
import type { JsonObject, JsonValue } from '../json/value.js';
import type { ManifestObject } from './types.js';

/** How the API server serves a kind. */
export interface Served {
  /** Plural, as in URLs and rules. */
  readonly resource: string;
  readonly namespaced: boolean;
}

/** `group` of the core is empty. */
export interface GroupVersion {
  readonly group: string;
  readonly version: string;
}

/** Kinds of Kubernetes and Kubewarden that live in no namespace, by group. */
const CLUSTER_WIDE: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    '': ['ComponentStatus', 'Namespace', 'Node', 'PersistentVolume'],
    'admissionregistration.k8s.io': [
      'MutatingAdmissionPolicy',
      'MutatingAdmissionPolicyBinding',
      'MutatingWebhookConfiguration',
      'ValidatingAdmissionPolicy',
      'ValidatingAdmissionPolicyBinding',
      'ValidatingWebhookConfiguration',
    ],
    'apiextensions.k8s.io': ['CustomResourceDefinition'],
    'apiregistration.k8s.io': ['APIService'],
    'authentication.k8s.io': ['SelfSubjectReview', 'TokenReview'],
    'authorization.k8s.io': [
      'SelfSubjectAccessReview',
      'SelfSubjectRulesReview',
      'SubjectAccessReview',
    ],
    'certificates.k8s.io': ['CertificateSigningRequest', 'ClusterTrustBundle'],
    'flowcontrol.apiserver.k8s.io': [
      'FlowSchema',
      'PriorityLevelConfiguration',
    ],
    'internal.apiserver.k8s.io': ['StorageVersion'],
    'networking.k8s.io': ['IPAddress', 'IngressClass', 'ServiceCIDR'],
    'node.k8s.io': ['RuntimeClass'],
    policy: ['PodSecurityPolicy'],
    'policies.kubewarden.io': [
      'ClusterAdmissionPolicy',
      'ClusterAdmissionPolicyGroup',
      'PolicyServer',
    ],
    'rbac.authorization.k8s.io': ['ClusterRole', 'ClusterRoleBinding'],
    'resource.k8s.io': ['DeviceClass', 'ResourceSlice'],
    'scheduling.k8s.io': ['PriorityClass'],
    'storage.k8s.io': [
      'CSIDriver',
      'CSINode',
      'StorageClass',
      'VolumeAttachment',
      'VolumeAttributesClass',
    ],
    'storagemigration.k8s.io': ['StorageVersionMigration'],
  }),
);

/** Knows how kinds are served. */
export class Kinds {
  private readonly custom = new Map<string, Served>();

  /** @param objects among which definitions of custom kinds may be */
  constructor(objects: readonly ManifestObject[]) {
    for (const { kind, value } of objects) {
      if (kind === 'CustomResourceDefinition') this.define(value.get('spec'));
    }
  }

  /**
   * A definition among the manifests counts first, then what Kubernetes has;
   * a kind that nobody knows gets Kubernetes' usual plural and is taken for
   * namespaced.
   */
  served(group: string, kind: string): Served {
    return (
      this.custom.get(`${group}/${kind}`) ?? {
        resource: plural(kind),
        namespaced: CLUSTER_WIDE.get(group)?.includes(kind) !== true,
      }
    );
  }

  private define(spec: JsonValue | undefined): void {
    const names = isObject(spec) ? spec.get('names') : undefined;
    if (!isObject(spec) || !isObject(names)) return;
    const group = text(spec, 'group');
    const kind = text(names, 'kind');
    const resource = text(names, 'plural');
    if (group === undefined || kind === undefined || resource === undefined) {
      return;
    }
    const namespaced = spec.get('scope') !== 'Cluster';
    this.custom.set(`${group}/${kind}`, { resource, namespaced });
  }
}

/** Group and version of an `apiVersion`. */
export function groupVersion(apiVersion: string): GroupVersion {
  const slash = apiVersion.indexOf('/');
  return slash < 0
    ? { group: '', version: apiVersion }
    : {
        group: apiVersion.slice(0, slash),
        version: apiVersion.slice(slash + 1),
      };
}

/** The `apiVersion` of a group and version. */
export function apiVersionOf({ group, version }: GroupVersion): string {
  return group === '' ? version : `${group}/${version}`;
}

/** As Kubernetes guesses, and right for all of its own kinds. */
function plural(kind: string): string {
  const lower = kind.toLowerCase();
  if (lower === 'endpoints') return lower;
  if (lower.endsWith('s')) return `${lower}es`;
  return lower.endsWith('y') ? `${lower.slice(0, -1)}ies` : `${lower}s`;
}

function text(object: JsonObject, key: string): string | undefined {
  const value = object.get(key);
  return typeof value === 'string' ? value : undefined;
}
