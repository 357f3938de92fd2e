// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { serveLayout } from '@kubewarden/policy-host/verification';
import { FIXTURES_FOLDER } from '../../support/fixture-files.js';
import {
  fixtureVerifier,
  requestsFor,
} from '../../support/fixture-verifier.js';

/** `METHOD kind` of every request that verifying one image costs. */
async function requestsMade(
  name: string,
  column: string,
  referrersApi: boolean,
): Promise<readonly string[]> {
  const requests: string[] = [];
  const server = await serveLayout(join(FIXTURES_FOLDER, 'oci-layout'), {
    referrersApi,
    onRequest: (method, path) => {
      const [, kind] = /\/(manifests|blobs|referrers)\//.exec(path) ?? [];
      requests.push(`${method} ${kind}`);
    },
  });
  try {
    const verifier = await fixtureVerifier(server);
    const [request] = requestsFor(name, column);
    assert.ok(request);
    await verifier.verify(request).catch(() => undefined);
  } finally {
    await server.close();
  }
  return requests;
}

test('a cosign 2 signature costs three requests', async () => {
  assert.deepEqual(await requestsMade('shopping-cart', 'alice', true), [
    'HEAD manifests',
    'GET manifests',
    'GET blobs',
  ]);
});

test('a cosign 3 signature costs five, six without referrers API', async () => {
  const found = ['GET manifests', 'GET blobs'];
  assert.deepEqual(await requestsMade('cosign3-key', 'release', true), [
    'HEAD manifests',
    'GET manifests',
    'GET referrers',
    ...found,
  ]);
  assert.deepEqual(await requestsMade('cosign3-key', 'release', false), [
    'HEAD manifests',
    'GET manifests',
    'GET referrers',
    'GET manifests',
    ...found,
  ]);
});

test('an unsigned image costs three requests to be sure', async () => {
  assert.deepEqual(await requestsMade('unsigned', 'release', true), [
    'HEAD manifests',
    'GET manifests',
    'GET referrers',
  ]);
});
