// SPDX-License-Identifier: Apache-2.0
// What this host accepts and no release of Kubewarden does is said aloud.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { serveLayout } from '@kubewarden/policy-host/verification';
import type { LayoutServer } from '@kubewarden/policy-host/verification';
import { FIXTURES_FOLDER } from '../../support/fixture-files.js';
import {
  fixtureVerifier,
  requestsFor,
} from '../../support/fixture-verifier.js';
import { fixtureImage } from '../../support/tampering/layout-editor.js';

describe('evidence that counts here alone', () => {
  let server: LayoutServer;
  before(async () => {
    server = await serveLayout(join(FIXTURES_FOLDER, 'oci-layout'));
  });
  after(() => server.close());

  /** The warnings of a verification that succeeds. */
  async function warnings(
    name: string,
    column: string,
  ): Promise<readonly string[]> {
    const found: string[] = [];
    const warn = (text: string) => void found.push(text);
    const verifier = await fixtureVerifier(server, warn);
    for (const request of requestsFor(name, column)) {
      await verifier.verify(request);
    }
    return found;
  }

  const said = (label: string, name: string, reason: string) =>
    `${label} of ${fixtureImage(name).reference} counts here and in no ` +
    `release of Kubewarden: ${reason}`;

  test('a bundle of a bare key', async () => {
    assert.deepEqual(await warnings('cosign3-key', 'release'), [
      said('signature bundle 1', 'cosign3-key', 'it is signed with a bare key'),
    ]);
  });

  test('a bundle with a chain', async () => {
    const [first = ''] = await warnings('cosign3-chain', 'alice');
    const reason = 'its certificate comes as a chain';
    assert.ok(first.endsWith(reason), first);
  });

  test('annotations of a bundle', async () => {
    const [first = ''] = await warnings('cosign3-certificates', 'prod');
    assert.ok(first.endsWith('the annotations of bundles are not read'), first);
  });

  test('nothing about what clusters accept too', async () => {
    assert.deepEqual(await warnings('shopping-cart', 'both'), []);
    assert.deepEqual(await warnings('cosign3-keyless', 'email'), []);
  });
});
