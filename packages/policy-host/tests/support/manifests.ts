// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import type { SendOptions } from '../../src/manifests/build-request.js';
import { ManifestSet } from '../../src/manifests/requests.js';

/** Options of a plain CREATE. */
export const OPTIONS: SendOptions = {
  operation: 'CREATE',
  old: [],
  user: 'kubernetes-admin',
  namespace: 'default',
  subResource: undefined,
};

/** Standard input with a text. */
export const stdin = (text: string) => async () => Buffer.from(text);

/** The requests of a text, for a module alone. */
export async function requests(
  text: string,
  options: Partial<SendOptions> = {},
  mode: 'kubernetes' | 'raw' = 'kubernetes',
) {
  const warnings: string[] = [];
  const set = await ManifestSet.read(
    ['-'],
    stdin(text),
    { ...OPTIONS, ...options },
    (warning) => warnings.push(warning),
  );
  const { requests } = await set.requestsFor(undefined, 'p', mode);
  return { requests, warnings };
}

/** The one request of a text, decoded. */
export async function request(
  text: string,
  options: Partial<SendOptions> = {},
) {
  const found = await requests(text, options);
  assert.equal(found.requests.length, 1);
  return JSON.parse(found.requests[0]?.content ?? '') as Record<
    string,
    unknown
  >;
}
