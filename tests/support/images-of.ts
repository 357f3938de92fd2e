// SPDX-License-Identifier: Apache-2.0

import { isList, isObject, type Json, type JsonObject } from './json.js';

/** A string of an object that names an image, and where it stands. */
export interface ImageString {
  /** `containers[0].image` or `volumes[0].image.reference`. */
  readonly path: string;
  readonly image: string;
  /** What stays the same when an update leaves a field alone. */
  readonly place: string;
}

const LISTS = [
  'containers',
  'initContainers',
  'ephemeralContainers',
  'volumes',
] as const;

const SPEC_PATHS: readonly (readonly string[])[] = [
  ['spec'],
  ['template', 'spec'],
  ['spec', 'template', 'spec'],
  ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
];

/** Every image string of an object of any kind that holds a pod spec. */
export function imagesOf(object: Json): ImageString[] {
  return SPEC_PATHS.flatMap((path) => imagesOfPodSpec(at(object, path)));
}

function at(object: Json, path: readonly string[]): Json {
  return path.reduce<Json>(
    (value, key) => (isObject(value) ? (value[key] ?? null) : null),
    object,
  );
}

function imagesOfPodSpec(spec: Json): ImageString[] {
  if (!isObject(spec)) return [];
  return LISTS.flatMap((list) => {
    const items = spec[list];
    if (!isList(items)) return [];
    return items.flatMap((item, index) => imageOf(list, item, index));
  });
}

function imageOf(list: string, item: Json, index: number): ImageString[] {
  if (!isObject(item)) return [];
  const source = item['image'];
  const image =
    list === 'volumes' && isObject(source) ? source['reference'] : source;
  if (typeof image !== 'string') return [];
  const suffix = list === 'volumes' ? 'image.reference' : 'image';
  return [
    {
      path: `${list}[${index}].${suffix}`,
      image,
      place: JSON.stringify([list, item['name'] ?? null, image]),
    },
  ];
}

/** An object with each `image@digest` that was `image` before put back. */
export function unpinned(object: Json, original: Json): Json {
  if (typeof object === 'string' && typeof original === 'string') {
    const pinned = object.startsWith(`${original}@sha256:`);
    return pinned ? original : object;
  }
  if (isList(object) && isList(original)) {
    return object.map((item, i) => unpinned(item, original[i] ?? null));
  }
  if (isObject(object) && isObject(original)) {
    const members = Object.entries(object).map(
      ([key, value]): [string, Json] => [
        key,
        unpinned(value, original[key] ?? null),
      ],
    );
    return Object.fromEntries(members) as JsonObject;
  }
  return object;
}
