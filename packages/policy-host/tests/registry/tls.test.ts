// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { PolicyHostError } from '../../src/errors.js';
import { createRegistry } from '../../src/registry/client.js';
import type { Registry, Sources } from '../../src/registry/types.js';
import { issue, type Issued } from '../support/authority.js';
import {
  digestOf,
  sendManifest,
  TEST_LIMITS,
} from '../support/fake-registry.js';
import { startTls, type TlsServer } from '../support/tls-server.js';

describe('registries with TLS', () => {
  let root: Issued;
  let server: TlsServer;
  let address: string;

  before(async () => {
    root = await issue({ subject: 'CN=Registry Root', ca: {} });
    server = await startTls(root, (request, response) => {
      if (request.url?.endsWith('/down')) {
        response.writeHead(307, { location: 'http://127.0.0.1:1/x' }).end();
      } else sendManifest(response, '{}');
    });
    ({ address } = server);
  });
  after(() => server.close());

  const client = (sources: Partial<Sources>): Registry =>
    createRegistry({
      limits: { ...TEST_LIMITS, retries: 0 },
      sources: { insecureSources: [], sourceAuthorities: {}, ...sources },
    });

  test('a certificate nobody vouches for', async () => {
    const error: unknown = await client({})
      .resolveDigest(`${address}/app:v1`)
      .catch((cause: unknown) => cause);
    assert.ok(error instanceof PolicyHostError);
    assert.equal(
      error.message,
      'Fail to interact with OCI registry: ' +
        `error sending request for url (https://${address}/v2/app/manifests/v1)`,
    );
    const { code } = error.cause as NodeJS.ErrnoException;
    assert.equal(code, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE');
  });

  test('an authority of this host', async () => {
    const registry = client({ sourceAuthorities: { [address]: [root.pem] } });
    const digest = await registry.resolveDigest(`${address}/app:v1`);
    assert.equal(digest, digestOf('{}'));
  });

  test('an authority of another host does not count', async () => {
    const registry = client({ sourceAuthorities: { 'ghcr.io': [root.pem] } });
    await assert.rejects(registry.resolveDigest(`${address}/app:v1`), {
      code: 'REGISTRY',
    });
  });

  test('an insecure source needs no authority', async () => {
    const registry = client({ insecureSources: [address] });
    const digest = await registry.resolveDigest(`${address}/app:v1`);
    assert.equal(digest, digestOf('{}'));
  });

  test('a redirect to plain HTTP is refused', async () => {
    const registry = client({ sourceAuthorities: { [address]: [root.pem] } });
    await assert.rejects(registry.manifest(`${address}/app:down`), {
      message:
        'Fail to interact with OCI registry: refused redirect: ' +
        `url https://${address}/v2/app/manifests/down to http://127.0.0.1:1`,
    });
  });
});
