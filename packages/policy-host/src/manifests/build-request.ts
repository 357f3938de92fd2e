// SPDX-License-Identifier: Apache-2.0
import { stringify } from '../json/stringify.js';
import { isObject } from '../json/value.js';
import type { JsonObject, JsonValue } from '../json/value.js';
import { apiVersionOf, groupVersion } from './kinds.js';
import type { GroupVersion, Kinds } from './kinds.js';
import { ManifestProblem } from './problem.js';
import type { ManifestObject } from './types.js';

/** What is done with an object; CONNECT has no object to begin with. */
export type Operation = 'CREATE' | 'UPDATE' | 'DELETE';

/** Who does what where. */
export interface SendOptions {
  readonly operation: Operation;
  /** Objects as they were before an UPDATE. */
  readonly old: readonly ManifestObject[];
  readonly user: string;
  /** Of namespaced objects that name none. */
  readonly namespace: string;
  readonly subResource: string | undefined;
}

/** An object on its way to the API server. */
export interface Sending {
  readonly object: ManifestObject;
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly namespaced: boolean;
  /** Undefined for objects that live in no namespace. */
  readonly namespace: string | undefined;
  /** Undefined when the API server is to make one up. */
  readonly name: string | undefined;
  /** On DELETE undefined. */
  readonly value: JsonObject | undefined;
  /** On CREATE undefined. */
  readonly oldValue: JsonObject | undefined;
  readonly options: SendOptions;
}

/** @throws ManifestProblem when the object cannot be sent */
export function sendingOf(
  object: ManifestObject,
  options: SendOptions,
  kinds: Kinds,
): Sending {
  const { document, path, kind } = object;
  const { group, version } = groupVersion(object.apiVersion);
  const { resource, namespaced } = kinds.served(group, kind);
  const metadata = object.value.get('metadata');
  if (!isObject(metadata)) {
    throw new ManifestProblem(document, path, `${kind} has no metadata`);
  }
  const name = textOf(metadata, 'name');
  if (name === undefined && textOf(metadata, 'generateName') === undefined) {
    throw new ManifestProblem(document, path, `${kind} has no metadata.name`);
  }
  const namespace = namespaced
    ? (textOf(metadata, 'namespace') ?? options.namespace)
    : undefined;
  const value = inNamespace(object.value, namespace);
  const { operation } = options;
  return {
    object,
    group,
    version,
    resource,
    namespaced,
    namespace,
    name,
    value: operation === 'DELETE' ? undefined : value,
    oldValue:
      operation === 'DELETE'
        ? value
        : operation === 'UPDATE'
          ? oldValue(object, namespace, name, options)
          : undefined,
    options,
  };
}

/** The object's old self. */
function oldValue(
  object: ManifestObject,
  namespace: string | undefined,
  name: string | undefined,
  { old, namespace: fallback }: SendOptions,
): JsonObject {
  const { group } = groupVersion(object.apiVersion);
  for (const candidate of old) {
    if (candidate.kind !== object.kind) continue;
    if (groupVersion(candidate.apiVersion).group !== group) continue;
    const metadata = candidate.value.get('metadata');
    if (!isObject(metadata) || textOf(metadata, 'name') !== name) continue;
    const its = textOf(metadata, 'namespace') ?? fallback;
    if (namespace === undefined || its === namespace) {
      return inNamespace(candidate.value, namespace);
    }
  }
  throw new ManifestProblem(
    object.document,
    object.path,
    `an UPDATE needs the old object: --old has no ${describe(object.kind, namespace, name)}`,
  );
}

/** How people write an object: `Pod shop/web`. */
export function describe(
  kind: string,
  namespace: string | undefined,
  name: string | undefined,
): string {
  const place = namespace === undefined ? '' : `${namespace}/`;
  return `${kind} ${place}${name ?? '(name to be generated)'}`;
}

/** kubectl and the API server write the namespace into the object. */
function inNamespace(
  value: JsonObject,
  namespace: string | undefined,
): JsonObject {
  const metadata = value.get('metadata');
  if (namespace === undefined || !isObject(metadata)) return value;
  return new Map(value).set(
    'metadata',
    new Map(metadata).set('namespace', namespace),
  );
}

/**
 * The AdmissionRequest as JSON. Its uid is made of its content: the same
 * manifest gives the same request.
 *
 * @param as group and version in which a policy wants to see the object
 */
export function admissionRequest(sending: Sending, as: GroupVersion): string {
  const { object, resource, name, options } = sending;
  const { operation, subResource } = options;
  const { group, version } = sending;
  const { kind } = object;
  const namespace = requestNamespace(sending);
  const asSent = members({ group: as.group, version: as.version });
  const asked = members({ group, version });
  const request = members({
    kind: withMember(asSent, 'kind', kind),
    resource: withMember(asSent, 'resource', resource),
    subResource,
    requestKind: withMember(asked, 'kind', kind),
    requestResource: withMember(asked, 'resource', resource),
    requestSubResource: subResource,
    name,
    namespace,
    operation,
    userInfo: userInfo(options.user),
    object: converted(sending.value, as),
    oldObject: converted(sending.oldValue, as),
    dryRun: false,
    options: members({
      apiVersion: 'meta.k8s.io/v1',
      kind: `${operation.charAt(0)}${operation.slice(1).toLowerCase()}Options`,
    }),
  });
  request.set('uid', uidFor(stringify(request)));
  return stringify(request);
}

/** For Namespaces the API server gives their own name. */
function requestNamespace({
  group,
  resource,
  namespace,
  name,
}: Sending): string | undefined {
  return group === '' && resource === 'namespaces' ? name : namespace;
}

/** Kinds that are served in several versions differ in name only, here. */
function converted(
  value: JsonObject | undefined,
  as: GroupVersion,
): JsonObject | undefined {
  return value === undefined
    ? undefined
    : new Map(value).set('apiVersion', apiVersionOf(as));
}

/** The groups that the API server gives a user of that name. */
function userInfo(username: string): JsonObject {
  const [, account, namespace] =
    /^system:(serviceaccount):([^:]+):[^:]+$/.exec(username) ?? [];
  const groups =
    account === undefined || namespace === undefined
      ? []
      : ['system:serviceaccounts', `system:serviceaccounts:${namespace}`];
  return members({ username, groups: [...groups, 'system:authenticated'] });
}

function uidFor(content: string): string {
  // Loaded only now: requests that are given as such bring a uid.
  const { createHash } = process.getBuiltinModule('node:crypto');
  const hex = createHash('sha256').update(content).digest('hex');
  // RFC 9562, version 8: made by a rule of one's own.
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

/** An object of those members that are not undefined. */
function members(
  record: Readonly<Record<string, JsonValue | undefined>>,
): JsonObject {
  const object: JsonObject = new Map();
  for (const [key, value] of Object.entries(record)) {
    if (value !== undefined) object.set(key, value);
  }
  return object;
}

function withMember(
  object: JsonObject,
  key: string,
  value: string,
): JsonObject {
  return new Map(object).set(key, value);
}

function textOf(object: JsonObject, key: string): string | undefined {
  const value = object.get(key);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
