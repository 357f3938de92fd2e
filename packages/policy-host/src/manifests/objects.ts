// SPDX-License-Identifier: Apache-2.0
import { JsonSyntaxError, parseJson } from '../json/parse.js';
import { isObject } from '../json/value.js';
import type { JsonObject, JsonValue } from '../json/value.js';
import { ManifestProblem } from './problem.js';
import type { Input, NodePath, SourceDocument } from './types.js';

/** How a bare AdmissionRequest usually begins: not worth parsing twice. */
const REQUEST = /^\s*\{\s*"uid"\s*:/;

/**
 * What a document holds. A request, and whatever is no Kubernetes object, is
 * left for the reader of requests, which says what is wrong in kwctl's words.
 * Whatever has items is a list for kubectl, with a name as well.
 *
 * @throws ManifestProblem for an object, or an item of a list, that is none
 */
export function inputsOf(document: SourceDocument): Input[] {
  return holdsObject(document.json)
    ? objectsIn(parse(document), document, [], undefined)
    : [{ type: 'request', document }];
}

function parse(document: SourceDocument): JsonValue {
  try {
    return parseJson(document.json);
  } catch (cause) {
    if (!(cause instanceof JsonSyntaxError)) throw cause;
    throw new ManifestProblem(document, [], cause.message);
  }
}

/** The kind of a request is an object, that of a manifest a text. */
function holdsObject(json: string): boolean {
  if (REQUEST.test(json)) return false;
  let document: unknown;
  try {
    document = JSON.parse(json);
  } catch {
    return false;
  }
  if (typeof document !== 'object' || document === null) return false;
  const { kind } = document as { kind?: unknown };
  return typeof kind === 'string' && kind !== 'AdmissionReview';
}

/** Members that the items of a typed list may leave to the list. */
interface ItemType {
  readonly apiVersion: string;
  readonly kind: string;
}

function objectsIn(
  value: JsonValue,
  document: SourceDocument,
  path: NodePath,
  itemType: ItemType | undefined,
): Input[] {
  const problem = (text: string) => new ManifestProblem(document, path, text);
  if (!isObject(value)) throw problem('this is not a Kubernetes object');
  const kind = text(value, 'kind') ?? itemType?.kind;
  const apiVersion = text(value, 'apiVersion') ?? itemType?.apiVersion;
  if (kind === undefined) throw problem('kind is missing');
  if (apiVersion === undefined) throw problem('apiVersion is missing');
  if (Array.isArray(value.get('items')) && !kind.endsWith('List')) {
    throw problem(`${kind} has items: kubectl takes it for a list of them`);
  }
  if (kind.endsWith('List') && value.has('items')) {
    const items = value.get('items') ?? [];
    if (!Array.isArray(items)) throw problem('items is not a list');
    const type =
      kind === 'List'
        ? undefined
        : { apiVersion, kind: kind.slice(0, -'List'.length) };
    return items.flatMap((item, i) =>
      objectsIn(item, document, [...path, 'items', i], type),
    );
  }
  // Items of a typed list get what the list says of them.
  const full: JsonObject = new Map(value);
  full.set('apiVersion', apiVersion);
  full.set('kind', kind);
  const object = { document, path, value: full, apiVersion, kind };
  return [{ type: 'object', object }];
}

function text(object: JsonObject, key: string): string | undefined {
  const value = object.get(key);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
