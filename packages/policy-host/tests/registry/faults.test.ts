// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { createRegistry } from '../../src/registry/client.js';
import {
  clientOf,
  digestOf,
  sendManifest,
  startRegistry,
  TEST_LIMITS,
} from '../support/fake-registry.js';

const IMAGE = 'registry.test/app:v1';
const MANIFEST = '{"schemaVersion":2}';

test('registry down: refused connections end after the retries', async () => {
  const closed = createServer();
  await new Promise<void>((r) => closed.listen(0, '127.0.0.1', r));
  const { port } = closed.address() as AddressInfo;
  await new Promise((resolve) => closed.close(resolve));
  const address = `127.0.0.1:${port}`;
  const registry = createRegistry({
    mirrors: { 'registry.test': address },
    limits: TEST_LIMITS,
  });
  await assert.rejects(registry.resolveDigest(IMAGE), {
    code: 'REGISTRY',
    message:
      'Fail to interact with OCI registry: ' +
      `error sending request for url (http://${address}/v2/app/manifests/v1)`,
  });
});

test('registry slow to answer: the request ends in time', async (t) => {
  const fake = await startRegistry(t, () => undefined);
  const registry = clientOf(fake, {
    limits: { ...TEST_LIMITS, requestMs: 80 },
  });
  const started = Date.now();
  await assert.rejects(registry.manifest(IMAGE), {
    code: 'TIMEOUT',
    message:
      'Fail to interact with OCI registry: no complete answer within 80 ms: ' +
      `url http://${fake.address}/v2/app/manifests/v1`,
  });
  assert.ok(Date.now() - started < 1_000);
});

test('registry dripping bytes: the whole answer has the limit', async (t) => {
  const fake = await startRegistry(t, (_request, response) => {
    response.writeHead(200);
    const timer = setInterval(() => response.write(' '), 10);
    response.on('close', () => clearInterval(timer));
  });
  const registry = clientOf(fake, {
    limits: { ...TEST_LIMITS, requestMs: 100 },
  });
  await assert.rejects(registry.manifest(IMAGE), { code: 'TIMEOUT' });
});

test('429 is tried again and may succeed', async (t) => {
  let calls = 0;
  const fake = await startRegistry(t, (_request, response) => {
    calls += 1;
    if (calls < 3) response.writeHead(429, { 'retry-after': '0' }).end();
    else sendManifest(response, MANIFEST);
  });
  const found = await clientOf(fake).manifest(IMAGE);
  assert.equal(found.digest, digestOf(MANIFEST));
  assert.equal(fake.requests.length, 3);
});

test('429 for ever ends after the retries', async (t) => {
  const fake = await startRegistry(t, (_request, response) => {
    response.writeHead(429).end();
  });
  await assert.rejects(clientOf(fake).manifest(IMAGE), { code: 'REGISTRY' });
  assert.equal(fake.requests.length, 3);
});

test('500 for ever ends after the retries', async (t) => {
  const fake = await startRegistry(t, (_request, response) => {
    response.writeHead(500).end('<html>');
  });
  await assert.rejects(clientOf(fake).manifest(IMAGE), {
    code: 'REGISTRY',
    message:
      'Fail to interact with OCI registry: Server error: ' +
      `url http://${fake.address}/v2/app/manifests/v1, code: 500, ` +
      'message: <html>',
  });
  assert.equal(fake.requests.length, 3);
});

test('a long Retry-After does not outlive the operation', async (t) => {
  const fake = await startRegistry(t, (_request, response) => {
    response.writeHead(503, { 'retry-after': '3600' }).end();
  });
  const registry = clientOf(fake, {
    limits: { ...TEST_LIMITS, operationMs: 100 },
  });
  await assert.rejects(registry.manifest(IMAGE), { code: 'TIMEOUT' });
});

test('a redirect loop ends at the limit', async (t) => {
  const fake = await startRegistry(t, (request, response) => {
    response.writeHead(307, { location: request.url ?? '/' }).end();
  });
  await assert.rejects(clientOf(fake).manifest(IMAGE), {
    code: 'REGISTRY',
    message:
      'Fail to interact with OCI registry: too many redirects (5): ' +
      `url http://${fake.address}/v2/app/manifests/v1`,
  });
  assert.equal(fake.requests.length, 6);
});

test('a redirect to another scheme or to nonsense is refused', async (t) => {
  for (const [location, target] of [
    ['file:///etc/passwd', 'file://'],
    ['http://', 'nowhere'],
    ['ftp://a.test/x?y', 'ftp://a.test'],
  ] as const) {
    const fake = await startRegistry(t, (_request, response) => {
      response.writeHead(302, { location }).end();
    });
    await assert.rejects(clientOf(fake).manifest(IMAGE), {
      message:
        'Fail to interact with OCI registry: refused redirect: ' +
        `url http://${fake.address}/v2/app/manifests/v1 to ${target}`,
    });
  }
});

test('other bytes than the digest says', async (t) => {
  const wanted = digestOf('good');
  const fake = await startRegistry(t, (_request, response) => {
    response.writeHead(200).end('evil');
  });
  const registry = clientOf(fake);
  const expected = new RegExp(
    `digest mismatch: url \\S+, expected ${wanted}, got ${digestOf('evil')}$`,
  );
  await assert.rejects(registry.blob(IMAGE, wanted, 100), {
    code: 'REGISTRY',
    message: expected,
  });
  const pinned = `registry.test/app@${wanted}`;
  await assert.rejects(registry.manifest(pinned), { message: expected });
});

test('a HEAD that names another digest than asked for', async (t) => {
  const fake = await startRegistry(t, (_request, response) => {
    response.writeHead(200, { 'docker-content-digest': digestOf('x') }).end();
  });
  const pinned = `registry.test/app@${digestOf('y')}`;
  await assert.rejects(clientOf(fake).resolveDigest(pinned), {
    code: 'REGISTRY',
    message: /digest mismatch/,
  });
});

test('an endless blob is left after its limit', async (t) => {
  let sent = 0;
  const chunk = Buffer.alloc(64 * 1024);
  const fake = await startRegistry(t, (_request, response) => {
    response.writeHead(200);
    const more = (): void => {
      while (!response.destroyed && response.write(chunk)) sent += 1;
      if (!response.destroyed) response.once('drain', more);
    };
    more();
  });
  const limit = 1024 * 1024;
  await assert.rejects(clientOf(fake).blob(IMAGE, digestOf('x'), limit), {
    code: 'LIMIT',
    message: /answer larger than 1048576 bytes: url \S+$/,
  });
  assert.ok(sent * chunk.length < 64 * limit, `${sent} chunks were read`);
});

test('a blob announced as 1 GB is not read at all', async (t) => {
  const fake = await startRegistry(t, (_request, response) => {
    response.writeHead(200, { 'content-length': String(1024 ** 3) });
    response.write('x');
  });
  await assert.rejects(clientOf(fake).blob(IMAGE, digestOf('x'), 1024), {
    code: 'LIMIT',
  });
});

test('a huge manifest', async (t) => {
  const fake = await startRegistry(t, (_request, response) => {
    response.writeHead(200).end(Buffer.alloc(5 * 1024 * 1024, 0x20));
  });
  await assert.rejects(clientOf(fake).manifest(IMAGE), {
    code: 'LIMIT',
    message: /answer larger than 4194304 bytes/,
  });
});

test('a manifest that is not a JSON object', async (t) => {
  const MALFORMED = {
    '': 'Failed to parse manifest: EOF while parsing a value at line 1 column 0',
    '{': 'Failed to parse manifest: EOF while parsing an object at line 1 column 1',
    '<html>': 'Failed to parse manifest: expected value at line 1 column 1',
    '[]': 'not a JSON object: url ',
    null: 'not a JSON object: url ',
    '"x"': 'not a JSON object: url ',
  };
  for (const [text, reason] of Object.entries(MALFORMED)) {
    const fake = await startRegistry(t, (_request, response) => {
      sendManifest(response, text);
    });
    const url = reason.endsWith(' ')
      ? `http://${fake.address}/v2/app/manifests/v1`
      : '';
    await assert.rejects(clientOf(fake).manifest(IMAGE), {
      code: 'REGISTRY',
      message: `Fail to interact with OCI registry: ${reason}${url}`,
    });
  }
});

test('an index whose entries are malformed', async (t) => {
  const good = { mediaType: 'm', digest: digestOf('x'), size: 1 };
  for (const entry of [
    null,
    {},
    { ...good, digest: 'sha256:../../x' },
    { ...good, size: -1 },
    { ...good, size: '1' },
    { ...good, mediaType: 1 },
  ]) {
    const fake = await startRegistry(t, (_request, response) => {
      response.writeHead(200).end(JSON.stringify({ manifests: [entry] }));
    });
    await assert.rejects(clientOf(fake).referrers(IMAGE, digestOf('x')), {
      code: 'REGISTRY',
      message: /malformed descriptor/,
    });
  }
});
