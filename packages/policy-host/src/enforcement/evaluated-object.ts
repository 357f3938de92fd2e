// SPDX-License-Identifier: Apache-2.0
import { parseJson } from '../json/parse.js';
import { isObject } from '../json/value.js';
import type { JsonObject, JsonValue } from '../json/value.js';
import { apiVersionOf } from '../manifests/kinds.js';
import type { SourcedRequest } from '../manifests/requests.js';
import { imagesOf } from '../request/images.js';
import type { ObjectName } from './types.js';

/** What a request is about. */
export interface EvaluatedObject {
  readonly name: ObjectName;
  readonly namespace: string;
  readonly images: readonly string[];
}

/** Reads a request that the policy has been asked about. */
export function evaluatedObject({ content }: SourcedRequest): EvaluatedObject {
  const document = parseJson(content);
  const inner = isObject(document) ? document.get('request') : undefined;
  const request = isObject(inner) ? inner : document;
  if (!isObject(request)) {
    return { name: UNKNOWN, namespace: '', images: [] };
  }
  const kind = request.get('kind');
  return {
    name: { ...kindOf(kind), name: text(request, 'name') },
    namespace: text(request, 'namespace'),
    images: imagesOf(request),
  };
}

const UNKNOWN: ObjectName = { apiVersion: '', kind: '', name: '' };

function kindOf(kind: JsonValue | undefined) {
  if (!isObject(kind)) return UNKNOWN;
  const group = text(kind, 'group');
  const version = text(kind, 'version');
  return {
    apiVersion: apiVersionOf({ group, version }),
    kind: text(kind, 'kind'),
  };
}

function text(object: JsonObject, key: string): string {
  const value = object.get(key);
  return typeof value === 'string' ? value : '';
}
