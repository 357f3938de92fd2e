// SPDX-License-Identifier: Apache-2.0
import { isObject } from '../json/value.js';
import type { JsonObject, JsonValue } from '../json/value.js';

/** Lists in which Kubernetes and those who imitate it keep containers. */
const CONTAINER_LISTS = ['initContainers', 'containers', 'ephemeralContainers'];

/** Further images of an object are not looked for. */
const MAX_IMAGES = 64;

/**
 * The distinct images that the object of an admission request names, in the
 * order of the document. A guess at what the policy will ask about: it decides
 * nothing.
 */
export function imagesOf(request: JsonValue): readonly string[] {
  const images = new Set<string>();
  const object = isObject(request) ? request.get('object') : undefined;
  const open: JsonValue[] = object === undefined ? [] : [object];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (images.size >= MAX_IMAGES) break;
    if (isObject(value)) addImages(value, images);
    const members = isObject(value) ? [...value.values()] : value;
    if (Array.isArray(members)) open.push(...[...members].reverse());
  }
  return [...images];
}

function addImages(object: JsonObject, images: Set<string>): void {
  for (const name of CONTAINER_LISTS) {
    const list = object.get(name);
    if (!Array.isArray(list)) continue;
    for (const container of list) {
      const image = isObject(container) ? container.get('image') : undefined;
      if (typeof image === 'string') images.add(image);
    }
  }
}
