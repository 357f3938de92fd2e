// SPDX-License-Identifier: Apache-2.0
import { JsonNumber, isObject } from '../json/value.js';
import type { JsonObject, JsonValue } from '../json/value.js';
import type { SessionRequest } from './session-request.js';

/** Fields that are options wherever they occur. */
const OPTIONS = new Set([
  'annotations',
  'repo',
  'certificate_chain',
  'cert_chain',
  'not_after',
  'label_selector',
  'field_selector',
  'field_masks',
  'groups',
  'group',
  'subresource',
  'version',
]);

/** Names of the structures that stand under a field. */
const STRUCTURES: Readonly<Record<string, string>> = {
  keyless: 'KeylessInfo',
  keyless_prefix: 'KeylessPrefixInfo',
  cert: 'Certificate',
  cert_chain: 'Certificate',
  resource_attributes: 'ResourceAttributes',
};

/** Values that are variants of an enumeration, written without quotes. */
const VARIANTS = new Set(['encoding']);

/** A request as Rust's `{:?}` shows it, for the texts of failed replays. */
export function rustDebug({ tag, fields }: SessionRequest): string {
  return structure(tag, fields, tag);
}

function structure(name: string, fields: JsonObject, tag: string): string {
  const members = [...fields].map(
    ([key, value]) => `${key}: ${member(key, value, tag)}`,
  );
  return `${name} { ${members.join(', ')} }`;
}

function member(key: string, value: JsonValue, tag: string): string {
  const optional =
    OPTIONS.has(key) || (key === 'namespace' && tag !== LIST_BY_NAMESPACE);
  if (value === null) return 'None';
  const text = debug(key, value, tag);
  return optional ? `Some(${text})` : text;
}

const LIST_BY_NAMESPACE = 'KubernetesListResourceNamespace';

function debug(key: string, value: JsonValue, tag: string): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return String(value);
  if (value instanceof JsonNumber) return value.text;
  if (typeof value === 'string') {
    return VARIANTS.has(key) ? value : JSON.stringify(value);
  }
  if (Array.isArray(value)) {
    const items = value.map((item) => debug(key, item, tag)).join(', ');
    return key === 'field_masks' ? `{${items}}` : `[${items}]`;
  }
  if (key === 'annotations') return map(value);
  return structure(structureName(key, tag), value, tag);
}

function structureName(key: string, tag: string): string {
  if (key !== 'request') return STRUCTURES[key] ?? key;
  return tag === 'KubernetesCanI'
    ? 'SubjectAccessReview'
    : 'CertificateVerificationRequest';
}

function map(value: JsonValue): string {
  if (!isObject(value)) return '{}';
  const entries = [...value].map(
    ([key, item]) => `${JSON.stringify(key)}: ${JSON.stringify(item)}`,
  );
  return `{${entries.join(', ')}}`;
}
