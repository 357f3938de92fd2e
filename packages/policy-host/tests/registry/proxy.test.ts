// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { createRegistry } from '../../src/registry/client.js';
import { effectiveProxies, proxyFor } from '../../src/registry/proxy.js';
import { TEST_LIMITS } from '../support/fake-registry.js';

// What the machine itself is told about proxies must not matter here.
for (const name of ['http_proxy', 'https_proxy', 'no_proxy']) {
  delete process.env[name];
  delete process.env[name.toUpperCase()];
}

const PROXY = 'http://proxy.test:3128';

test('the environment wins, upper case first', () => {
  const configured = { http: 'a', https: 'b', no: 'c' };
  assert.deepEqual(effectiveProxies(configured, {}), configured);
  const environment = {
    HTTPS_PROXY: 'B',
    https_proxy: 'lower',
    no_proxy: 'C',
    HTTP_PROXY: '',
  };
  assert.deepEqual(effectiveProxies(configured, environment), {
    http: 'a',
    https: 'B',
    no: 'C',
  });
});

const CASES: readonly (readonly [string, string, boolean])[] = [
  ['ghcr.io', '', true],
  ['ghcr.io', 'ghcr.io', false],
  ['ghcr.io', '*', false],
  ['ghcr.io', 'io', false],
  ['ghcr.io', 'r.io', true],
  ['registry.corp.test', '.corp.test', false],
  ['registry.corp.test', '*.corp.test, other', false],
  ['registry.corp.test:5000', 'corp.test:5000', false],
  ['registry.corp.test:5000', 'corp.test:443', true],
  ['10.1.2.3:5000', '10.0.0.0/8', false],
  ['11.1.2.3', '10.0.0.0/8', true],
  ['10.1.2.3', '1.2.3', true],
  ['[fd00::1]:5000', 'fd00::/8', false],
  ['10.1.2.3', '10.0.0.0/99,x/y', true],
  ['localhost:5000', '', false],
  ['127.0.0.1', '', false],
  ['[::1]:5000', '', false],
];

for (const [host, no, proxied] of CASES) {
  test(`${host} with no_proxy "${no}"`, () => {
    const found = proxyFor(host, 'https', { https: PROXY, no });
    assert.equal(found, proxied ? PROXY : undefined);
    assert.equal(proxyFor(host, 'http', { https: PROXY }), undefined);
  });
}

test('a registry is asked through the proxy', async () => {
  const tunnels: string[] = [];
  const proxy = createServer();
  proxy.on('connect', (request, socket) => {
    tunnels.push(request.url ?? '');
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  await new Promise<void>((resolve) =>
    proxy.listen(0, '127.0.0.1', () => resolve()),
  );
  const { port } = proxy.address() as AddressInfo;
  try {
    const registry = createRegistry({
      limits: { ...TEST_LIMITS, retries: 0 },
      sources: {
        insecureSources: [],
        sourceAuthorities: {},
        proxies: { https: `http://127.0.0.1:${port}` },
      },
    });
    await assert.rejects(registry.resolveDigest('registry.test/app:v1'), {
      code: 'REGISTRY',
    });
    assert.deepEqual(tunnels, ['registry.test:443']);
  } finally {
    proxy.closeAllConnections();
    await new Promise((resolve) => proxy.close(resolve));
  }
});
