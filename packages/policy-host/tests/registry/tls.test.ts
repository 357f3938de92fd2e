// SPDX-License-Identifier: Apache-2.0
import 'reflect-metadata';
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import * as x509 from '@peculiar/x509';
import { PolicyHostError } from '../../src/errors.js';
import { createRegistry } from '../../src/registry/client.js';
import type { Registry, Sources } from '../../src/registry/types.js';
import { issue, type Issued } from '../support/authority.js';
import {
  digestOf,
  sendManifest,
  TEST_LIMITS,
} from '../support/fake-registry.js';

describe('registries with TLS', () => {
  let root: Issued;
  let server: Server;
  let address: string;

  before(async () => {
    root = await issue({ subject: 'CN=Registry Root', ca: {} });
    const leaf = await issue({
      subject: 'CN=Registry',
      issuer: root,
      extensions: [
        new x509.SubjectAlternativeNameExtension([
          { type: 'ip', value: '127.0.0.1' },
        ]),
      ],
    });
    const key = leaf.privateKey.export({ format: 'pem', type: 'pkcs8' });
    server = createServer({ key, cert: leaf.pem }, (request, response) => {
      if (request.url?.endsWith('/down')) {
        response.writeHead(307, { location: 'http://127.0.0.1:1/x' }).end();
      } else sendManifest(response, '{}');
    });
    await new Promise<void>((resolve) =>
      server.listen(0, '127.0.0.1', () => resolve()),
    );
    address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.close();
    server.closeAllConnections();
  });

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
