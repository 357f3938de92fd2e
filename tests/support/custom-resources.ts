// SPDX-License-Identifier: Apache-2.0

/** The kind `Job` of the group `k.io`, as settings declare its pod specs. */
import assert from 'node:assert/strict';
import type { Json, JsonObject } from './json.js';
import { containers, creation, validate } from './policy.js';
import { unverified } from './rejection.js';
import { DIGEST, failure, verifyingHost } from './scripted-host.js';

/** A host to which nothing is signed. */
export const untrusting = verifyingHost(() => failure('unsigned'));
export const pinned = (image: string): string => `${image}@${DIGEST}`;
/** A pod template with one container for each image. */
const podOf = (...images: readonly string[]): JsonObject => ({
  spec: { containers: containers(...images) },
});
/** Something that runs such a template. */
export const replica = (...images: readonly string[]): JsonObject => ({
  template: podOf(...images),
});

type Declared = Readonly<Record<string, Json>> & { readonly path: string };

/** Settings that declare paths for the kind `Job` of `k.io`. */
export const declare = (...paths: readonly Declared[]): JsonObject => ({
  signatures: [{ image: 'a.io/*', keyless: [{ issuer: 'i', subject: 's' }] }],
  podSpecPaths: paths.map((path) => ({
    apiGroup: 'k.io',
    kind: 'Job',
    ...path,
  })),
});
/** What a request says of its kind. */
export const KIND = { kind: { group: 'k.io', version: 'v1', kind: 'Job' } };
export const create = (object: Json) => creation(object, KIND);

/** The message of a rejection without its start; '' when accepted. */
export function judge(
  object: Json,
  settings: JsonObject,
  host = untrusting,
): string {
  const { accepted, message } = validate(create(object), settings, host);
  const start = 'Resource web is not accepted: ';
  assert.equal(message.startsWith(start), !accepted, message);
  return message.slice(start.length);
}

/** Paths of pod specs that every reader of Kubernetes knows. */
const USUAL = /^(?:spec|spec\.template\.spec)\.(?=\w+\[\d+\]$)/;

/** What is said of an image that is unsigned, at the path of its string. */
export function unsigned(image: string, path: string): string {
  const [, field = '', more = ''] = /^(.*)\.image(.*)$/.exec(path) ?? [];
  const place = field.replace(USUAL, '');
  const shown = place.length > 64 ? `${place.slice(0, 61)}...` : place;
  return unverified(image, 'unsigned', shown + more);
}
