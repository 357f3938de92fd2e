// SPDX-License-Identifier: Apache-2.0
import type { ResourceKind } from '../capabilities/host-request.js';
import { PolicyHostError } from '../errors.js';
import { isObject } from '../json/value.js';
import type { JsonObject, JsonValue } from '../json/value.js';
import { readPolicyMatch } from '../manifests/policy-match.js';
import type { PolicyMatch } from '../manifests/policy-match.js';
import { parseYaml } from '../request/yaml-document.js';
import type { PolicyRules } from '../response/policy-rules.js';

/** One policy to run, from a YAML file or from the command line. */
export interface PolicySpec {
  readonly name: string;
  /** URI or path of the module. */
  readonly module: string;
  /** As given; null means none. */
  readonly settings: JsonValue;
  /** Absent for policies that come from the command line alone. */
  readonly rules?: PolicyRules;
  /** Which objects it is asked about; absent: all. */
  readonly match?: PolicyMatch;
  /** The resources a YAML grants; absent: those of the metadata, on request. */
  readonly contextAware?: readonly ResourceKind[];
}

const API_GROUP = 'policies.kubewarden.io/';
const POLICIES = ['ClusterAdmissionPolicy', 'AdmissionPolicy'];
const GROUPS = ['ClusterAdmissionPolicyGroup', 'AdmissionPolicyGroup'];

/**
 * Reads the policies of a YAML file: documents and lists of policies, and of
 * groups each member.
 *
 * @throws PolicyHostError ARGUMENT for other kinds or missing parts
 */
export function readPolicyResources(
  bytes: Uint8Array,
  path: string,
): PolicySpec[] {
  const documents = parseYaml(bytes, path).filter((value) => value !== null);
  const policies = documents.flatMap((document) =>
    readResource(document, path),
  );
  if (policies.length > 0) return policies;
  throw new PolicyHostError('ARGUMENT', `no policy found in ${path}`);
}

function readResource(value: JsonValue, path: string): PolicySpec[] {
  const resource = object(value, `a document of ${path}`);
  const kind = resource.get('kind');
  const items = resource.get('items');
  if (kind === 'List' && Array.isArray(items)) {
    return items.flatMap((item) => readResource(item, path));
  }
  const version = resource.get('apiVersion');
  const ours = typeof version === 'string' && version.startsWith(API_GROUP);
  const spec = object(resource.get('spec'), `spec of ${path}`);
  const metadata = object(resource.get('metadata'), `metadata of ${path}`);
  const name = text(metadata.get('name')) ?? 'unnamed';
  const match = () => readPolicyMatch(spec, name, namespaceOf(kind, metadata));
  if (ours && typeof kind === 'string' && POLICIES.includes(kind)) {
    return [readPolicy(name, spec, spec, match())];
  }
  if (ours && typeof kind === 'string' && GROUPS.includes(kind)) {
    const members = object(spec.get('policies'), `spec.policies of ${name}`);
    return [...members].map(([member, part]) =>
      readPolicy(
        `${name}/${member}`,
        object(part, `spec.policies.${member} of ${name}`),
        spec,
        match(),
      ),
    );
  }
  throw new PolicyHostError(
    'ARGUMENT',
    `${path} holds ${text(version) ?? '?'} ${text(kind) ?? '?'}, which is no Kubewarden policy`,
  );
}

/** @param part the member of a group, or the spec itself */
function readPolicy(
  name: string,
  part: JsonObject,
  spec: JsonObject,
  match: PolicyMatch,
): PolicySpec {
  const module = text(part.get('module'));
  if (module === undefined) {
    throw new PolicyHostError('ARGUMENT', `policy ${name} names no module`);
  }
  const message = part === spec ? text(spec.get('message')) : undefined;
  return {
    name,
    module,
    settings: part.get('settings') ?? null,
    match,
    contextAware: readGrants(part.get('contextAwareResources')),
    rules: {
      name,
      mode: spec.get('mode') === 'monitor' ? 'monitor' : 'protect',
      mutating: spec.get('mutating') === true,
      ...(message === undefined ? {} : { message }),
    },
  };
}

/** The one namespace of policies that are no cluster's. */
function namespaceOf(
  kind: JsonValue | undefined,
  metadata: JsonObject,
): string | undefined {
  const clusterWide = typeof kind === 'string' && kind.startsWith('Cluster');
  return clusterWide
    ? undefined
    : (text(metadata.get('namespace')) ?? 'default');
}

function readGrants(value: JsonValue | undefined): ResourceKind[] {
  return (Array.isArray(value) ? value : []).map((item) => {
    const grant = object(item, 'an item of contextAwareResources');
    return {
      apiVersion: text(grant.get('apiVersion')) ?? '',
      kind: text(grant.get('kind')) ?? '',
    };
  });
}

function object(value: JsonValue | undefined, subject: string): JsonObject {
  if (isObject(value)) return value;
  throw new PolicyHostError('ARGUMENT', `${subject} is not an object`);
}

function text(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
