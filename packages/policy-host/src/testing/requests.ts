// SPDX-License-Identifier: Apache-2.0
import { PolicyHostError } from '../errors.js';
import { fromPlain } from '../json/stringify.js';
import { isObject } from '../json/value.js';
import { admissionRequest, sendingOf } from '../manifests/build-request.js';
import type { Operation } from '../manifests/build-request.js';
import { Kinds } from '../manifests/kinds.js';
import type { ManifestObject } from '../manifests/types.js';

/** An object as in a manifest; it needs an apiVersion and a kind. */
export type KubernetesObject = Readonly<Record<string, unknown>> & {
  readonly apiVersion: string;
  readonly kind: string;
};

/** Who sends the request, and where to. */
export interface RequestOptions {
  /** `alice` unless said otherwise. */
  readonly user?: string;
  /** The user's groups, in place of those that the API server gives. */
  readonly groups?: readonly string[];
  /** Of namespaced objects that name none; `default` unless said otherwise. */
  readonly namespace?: string;
  readonly subResource?: string;
  readonly dryRun?: boolean;
}

/** An AdmissionRequest as ordinary data, to be changed as a test needs it. */
export type Request = Record<string, unknown>;

const FILE = { path: 'test', name: 'test', text: '', format: 'json' } as const;
const DOCUMENT = { file: FILE, number: 1, line: 1, name: 'test', json: '' };
const NAMELESS = { name: 'test' };

/** The request to create an object of any kind. */
export function create(
  object: KubernetesObject,
  options: RequestOptions = {},
): Request {
  return request('CREATE', object, undefined, options);
}

/** The request to replace an object by another one of the same name. */
export function update(
  old: KubernetesObject,
  object: KubernetesObject,
  options: RequestOptions = {},
): Request {
  return request('UPDATE', object, old, options);
}

/** The request to delete an object. */
export function remove(
  object: KubernetesObject,
  options: RequestOptions = {},
): Request {
  return request('DELETE', object, undefined, options);
}

function request(
  operation: Operation,
  object: KubernetesObject,
  old: KubernetesObject | undefined,
  options: RequestOptions,
): Request {
  const sending = sendingOf(
    manifestOf(object),
    {
      operation,
      old: old === undefined ? [] : [manifestOf(old)],
      user: options.user ?? 'alice',
      namespace: options.namespace ?? 'default',
      subResource: options.subResource,
    },
    new Kinds([]),
  );
  const made = JSON.parse(
    admissionRequest(sending, {
      group: sending.group,
      version: sending.version,
    }),
  ) as Request;
  if (options.groups !== undefined) {
    made['userInfo'] = {
      ...(made['userInfo'] as object),
      groups: options.groups,
    };
  }
  if (options.dryRun !== undefined) made['dryRun'] = options.dryRun;
  return made;
}

/** An object without a name is called `test`. */
function manifestOf(object: KubernetesObject): ManifestObject {
  const { apiVersion, kind } = object;
  const metadata = { ...NAMELESS, ...(object['metadata'] as object) };
  const value = fromPlain({ ...object, metadata });
  if (!isObject(value)) {
    throw new PolicyHostError('REQUEST', `${kind} is not an object`);
  }
  return { document: DOCUMENT, path: [], value, apiVersion, kind };
}
