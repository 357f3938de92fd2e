// SPDX-License-Identifier: Apache-2.0

/** The images of the miniature cluster's world. */
import { PROTECTED } from './settings.js';
import type { Registry } from './registry.js';

export const ALICE = 'alice@example.org';
export const BOB = 'bob@example.org';

/** Signed by Alice and Bob. */
const SIGNED = [
  `${PROTECTED}shop/web:v1`,
  `${PROTECTED}shop/web:v2`,
  `${PROTECTED}shop/api:v1`,
  `${PROTECTED}shop/api:v2`,
  `${PROTECTED}shop/db`,
] as const;
export const [WEB_1, WEB_2, API_1, API_2] = SIGNED;
/** Signed by Alice alone. */
export const BY_ALICE = `${PROTECTED}shop/search:v1`;
export const UNSIGNED = `${PROTECTED}shop/legacy:v1`;
/** No rule is about it. */
const FOREIGN = 'docker.io/library/nginx:1.29';

export const ALL_IMAGES = [...SIGNED, BY_ALICE, UNSIGNED, FOREIGN] as const;

/** Pushes all images with their first content. */
export function pushAll(registry: Registry): void {
  for (const image of SIGNED) registry.push(image, image, [ALICE, BOB]);
  registry.push(BY_ALICE, BY_ALICE, [ALICE]);
  registry.push(UNSIGNED, UNSIGNED, []);
  registry.push(FOREIGN, FOREIGN, []);
}
