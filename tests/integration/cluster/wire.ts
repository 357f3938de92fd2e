// SPDX-License-Identifier: Apache-2.0

/** JSON of the cluster's objects, made once for each, since none ever changes. */
import { wireJson, type Json } from '../../support/json.js';
import type { PodTemplate } from './objects.js';

const texts = new WeakMap<object, string>();

/** The JSON that is sent, keys in order, empty members of metadata left out. */
export function wireText(object: object): string {
  return cached(object, () => {
    const members = Object.entries(object)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => `"${key}":${memberText(key, value)}`);
    return `{${members.join(',')}}`;
  });
}

/** Specs pass from one version of an object to the next as they are. */
function memberText(key: string, value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return cached(value, () =>
    wireJson((key === 'metadata' ? withoutEmpty(value) : value) as Json),
  );
}

function cached(object: object, make: () => string): string {
  let text = texts.get(object);
  if (text === undefined) {
    text = make();
    texts.set(object, text);
  }
  return text;
}

function withoutEmpty(metadata: object): object {
  const members = Object.entries(metadata).filter(
    ([, value]) =>
      value !== '' &&
      (typeof value !== 'object' || Object.keys(value as object).length > 0),
  );
  return Object.fromEntries(members);
}

export const HASH_LABEL = 'pod-template-hash';
const plainTexts = new WeakMap<PodTemplate, string>();

/**
 * A template without the label that Deployments add: two templates are the same
 * revision when these texts are equal.
 *
 * @see kubernetes/kubernetes pkg/controller/deployment/util/deployment_util.go,
 *   EqualIgnoreHash
 */
export function revisionText(template: PodTemplate): string {
  let text = plainTexts.get(template);
  if (text === undefined) {
    const labels = Object.fromEntries(
      Object.entries(template.metadata.labels).filter(
        ([key]) => key !== HASH_LABEL,
      ),
    );
    text = wireText({
      ...template,
      metadata: { ...template.metadata, labels },
    });
    plainTexts.set(template, text);
  }
  return text;
}
