// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openMirrors } from '../../src/cli/layout-mirrors.js';
import { createRegistry } from '../../src/registry/client.js';

const LAYOUT = fileURLToPath(
  new URL('../../../../../tests/fixtures/oci-layout', import.meta.url),
);
const IMAGE = 'registry.example.org/project-safety/unsigned:v1.0.0';

describe('openMirrors', () => {
  it('serves a layout once, whatever number of registries it stands for', async () => {
    const opened = await openMirrors({
      'registry.example.org': `oci:${LAYOUT}`,
      'ghcr.io': `oci:${LAYOUT}`,
      'quay.io': 'mirror.internal:5000',
    });
    try {
      const { mirrors } = opened;
      const address = mirrors['registry.example.org'] ?? '';
      assert.match(address, /^127\.0\.0\.1:\d+$/);
      assert.deepEqual(mirrors, {
        'registry.example.org': address,
        'ghcr.io': address,
        'quay.io': 'mirror.internal:5000',
      });
      const registry = createRegistry({ mirrors });
      assert.match(
        await registry.resolveDigest(IMAGE),
        /^sha256:[0-9a-f]{64}$/,
      );
    } finally {
      await opened.close();
    }
    const address = opened.mirrors['registry.example.org'] ?? '';
    await assert.rejects(fetch(`http://${address}/v2/`));
  });

  it('refuses a folder that is no layout', async () => {
    await assert.rejects(openMirrors({ 'a.io': `oci:${LAYOUT}/blobs` }), {
      name: 'PolicyHostError',
      code: 'ARGUMENT',
    });
  });
});
