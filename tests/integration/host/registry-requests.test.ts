// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  createRegistry,
  createVerifier,
  loadTrustRoot,
  serveLayout,
} from '@kubewarden/policy-host/verification';
import { FIXTURES_FOLDER } from '../../support/fixture-files.js';
import { fixtureImage } from '../../support/tampering/layout-editor.js';
import {
  requestsOf,
  VERDICT_SETTINGS,
} from '../../support/verdict-settings.js';

/** `METHOD kind` of every request that verifying one image costs. */
async function requestsFor(
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
    const trustConfigPath = join(FIXTURES_FOLDER, 'trust/trust-config.json');
    const verifier = createVerifier({
      registry: createRegistry({
        mirrors: { 'registry.example.org': server.address },
      }),
      trustRoot: await loadTrustRoot({ trustConfigPath }),
    });
    const image = fixtureImage(name);
    const settings = VERDICT_SETTINGS.find((one) => one.name === column);
    assert.ok(settings);
    const [request] = requestsOf(image.reference, settings.entry(image));
    assert.ok(request);
    await verifier.verify(request).catch(() => undefined);
  } finally {
    await server.close();
  }
  return requests;
}

test('a cosign 2 signature costs three requests', async () => {
  assert.deepEqual(await requestsFor('shopping-cart', 'alice', true), [
    'HEAD manifests',
    'GET manifests',
    'GET blobs',
  ]);
});

test('a cosign 3 signature costs five, six without referrers API', async () => {
  const found = ['GET manifests', 'GET blobs'];
  assert.deepEqual(await requestsFor('cosign3-key', 'release', true), [
    'HEAD manifests',
    'GET manifests',
    'GET referrers',
    ...found,
  ]);
  assert.deepEqual(await requestsFor('cosign3-key', 'release', false), [
    'HEAD manifests',
    'GET manifests',
    'GET referrers',
    'GET manifests',
    ...found,
  ]);
});

test('an unsigned image costs three requests to be sure', async () => {
  assert.deepEqual(await requestsFor('unsigned', 'release', true), [
    'HEAD manifests',
    'GET manifests',
    'GET referrers',
  ]);
});
