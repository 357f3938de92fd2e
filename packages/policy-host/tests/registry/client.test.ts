// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createRegistry } from '../../src/registry/client.js';
import { hostPlatform } from '../../src/registry/platform.js';
import {
  clientOf,
  digestOf,
  sendManifest,
  startRegistry,
  TEST_LIMITS,
} from '../support/fake-registry.js';
import { temporaryPath } from '../support/temporary-path.js';

const IMAGE = 'registry.test/team/app:v1';
const INDEX = 'application/vnd.oci.image.index.v1+json';

function dockerConfig(config: object): string {
  const folder = temporaryPath('docker-config');
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  return folder;
}

const basicAuth = (user: string, password: string) => ({
  auth: Buffer.from(`${user}:${password}`).toString('base64'),
});

test('a digest costs one HEAD', async (t) => {
  const fake = await startRegistry(t, (_q, r) => sendManifest(r, '{}'));
  assert.equal(await clientOf(fake).resolveDigest(IMAGE), digestOf('{}'));
  assert.deepEqual(fake.requests, ['HEAD /v2/team/app/manifests/v1']);
});

test('without a digest header the manifest is hashed', async (t) => {
  const fake = await startRegistry(t, (_q, r) => r.writeHead(200).end('{}'));
  assert.equal(await clientOf(fake).resolveDigest(IMAGE), digestOf('{}'));
  assert.deepEqual(fake.requests, [
    'HEAD /v2/team/app/manifests/v1',
    'GET /v2/team/app/manifests/v1',
  ]);
});

test('Basic: credentials follow the challenge, then go along', async (t) => {
  const seen: (string | undefined)[] = [];
  const fake = await startRegistry(t, (request, response) => {
    seen.push(request.headers.authorization);
    if (request.headers.authorization === undefined) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="r"' }).end();
    } else sendManifest(response, '{}');
  });
  const config = { auths: { 'registry.test': basicAuth('u', 'p:w') } };
  const registry = clientOf(fake, { dockerConfigDir: dockerConfig(config) });
  await registry.manifest(IMAGE);
  await registry.manifest(IMAGE);
  const value = `Basic ${Buffer.from('u:p:w').toString('base64')}`;
  assert.deepEqual(seen, [undefined, value, value]);
});

/** Sources in which the user has written about a host. */
const naming = (address: string) => ({
  insecureSources: [address],
  sourceAuthorities: {},
});

test('Bearer: one token serves a repository', async (t) => {
  const seen: string[] = [];
  const fake = await startRegistry(t, (request, response) => {
    seen.push(request.headers.authorization ?? '-');
    if (request.url?.startsWith('/token')) {
      response.end('{"token":"abc.def"}');
    } else if (request.headers.authorization === 'Bearer abc.def') {
      sendManifest(response, '{}');
    } else {
      const realm = `http://${request.headers.host}/token`;
      const challenge = `Bearer realm="${realm}",service="s",scope="repository:*:*"`;
      response.writeHead(401, { 'www-authenticate': challenge }).end();
    }
  });
  const config = { auths: { 'registry.test': basicAuth('u', 'p') } };
  const registry = clientOf(fake, { dockerConfigDir: dockerConfig(config) });
  await registry.manifest(IMAGE);
  await registry.manifest(IMAGE);
  assert.deepEqual(fake.requests, [
    'GET /v2/team/app/manifests/v1',
    'GET /token?service=s&scope=repository%3Ateam%2Fapp%3Apull',
    'GET /v2/team/app/manifests/v1',
    'GET /v2/team/app/manifests/v1',
  ]);
  assert.deepEqual(seen, [
    '-',
    `Basic ${Buffer.from('u:p').toString('base64')}`,
    'Bearer abc.def',
    'Bearer abc.def',
  ]);
});

test('a token server that fails or answers nonsense', async (t) => {
  for (const [status, body, reason] of [
    [403, '', 'answered 403'],
    [200, '{}', 'sent no usable token'],
    [200, '{"token":"a\\r\\nX: y"}', 'sent no usable token'],
    [200, '<html>', 'sent no usable token'],
  ] as const) {
    const fake = await startRegistry(t, (request, response) => {
      const realm = `http://${request.headers.host}/token`;
      const challenge = `Bearer realm="${realm}"`;
      if (request.url?.startsWith('/token')) {
        response.writeHead(status).end(body);
      } else {
        response.writeHead(401, { 'www-authenticate': challenge }).end();
      }
    });
    await assert.rejects(clientOf(fake).manifest(IMAGE), {
      code: 'REGISTRY',
      message:
        'Fail to interact with OCI registry: Authentication failure: ' +
        `token server http://${fake.address}/token ${reason}`,
    });
  }
});

test('a redirect to a named host goes without credentials', async (t) => {
  const blob = 'content';
  let stranger = 'not asked';
  const storage = await startRegistry(t, (request, response) => {
    stranger = request.headers.authorization ?? 'none';
    response.end(blob);
  });
  const fake = await startRegistry(t, (request, response) => {
    if (request.headers.authorization === undefined) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="r"' }).end();
    } else {
      const location = `http://${storage.address}/blob`;
      response.writeHead(307, { location }).end();
    }
  });
  const config = { auths: { 'registry.test': basicAuth('u', 'p') } };
  const registry = clientOf(fake, {
    dockerConfigDir: dockerConfig(config),
    sources: naming(storage.address),
  });
  const bytes = await registry.blob(IMAGE, digestOf(blob), 100);
  assert.equal(Buffer.from(bytes).toString(), blob);
  assert.equal(stranger, 'none');
});

test('a challenge after a redirect gets no credentials', async (t) => {
  const thief = await startRegistry(t, (_request, response) => {
    response.writeHead(401, { 'www-authenticate': 'Basic realm="r"' }).end();
  });
  const fake = await startRegistry(t, (_request, response) => {
    response.writeHead(307, { location: `http://${thief.address}/x` }).end();
  });
  const config = { auths: { 'registry.test': basicAuth('u', 'p') } };
  const registry = clientOf(fake, {
    dockerConfigDir: dockerConfig(config),
    sources: naming(thief.address),
  });
  await assert.rejects(registry.manifest(IMAGE), { message: /Not authorized/ });
  assert.equal(thief.requests.length, 1);
});

test('an index is followed to the entry of this platform', async (t) => {
  const config = '{"architecture":"here"}';
  const child = JSON.stringify({
    config: { mediaType: 'c', digest: digestOf(config), size: 1 },
  });
  const other = { os: 'plan9', architecture: 'mips' };
  const entry = (digest: string, platform: object) => ({
    mediaType: 'm',
    digest,
    size: 1,
    platform,
  });
  const index = JSON.stringify({
    mediaType: INDEX,
    manifests: [
      entry(digestOf('other'), other),
      entry(digestOf(child), hostPlatform()),
    ],
  });
  const fake = await startRegistry(t, (request, response) => {
    if (request.url?.includes('/blobs/')) response.end(config);
    else sendManifest(response, request.url?.endsWith('v1') ? index : child);
  });
  const registry = clientOf(fake);
  const found = await registry.manifestWithConfig(IMAGE);
  assert.equal(found.digest, digestOf(child));
  assert.equal(Buffer.from(found.config).toString(), config);
  assert.equal(await registry.resolveDigest(IMAGE), digestOf(index));
});

test('an index without this platform', async (t) => {
  const index = JSON.stringify({ mediaType: INDEX, manifests: [] });
  const fake = await startRegistry(t, (_q, r) => sendManifest(r, index));
  await assert.rejects(clientOf(fake).manifestWithConfig(IMAGE), {
    code: 'NOT_FOUND',
    message:
      'Fail to interact with OCI registry: Image manifest not found: ' +
      'no entry found in image index manifest matching ' +
      "client's default platform",
  });
});

test('referrers fall back to the tag, then to none', async (t) => {
  const fake = await startRegistry(t, (_q, r) => r.writeHead(404).end());
  const digest = digestOf('x');
  assert.deepEqual(await clientOf(fake).referrers(IMAGE, digest), []);
  assert.deepEqual(fake.requests, [
    `GET /v2/team/app/referrers/${digest}`,
    `GET /v2/team/app/manifests/${digest.replace(':', '-')}`,
  ]);
});

test('an insecure source is tried with TLS first, then plain', async (t) => {
  const fake = await startRegistry(t, (_q, r) => sendManifest(r, '{}'));
  const registry = createRegistry({
    sources: { insecureSources: [fake.address], sourceAuthorities: {} },
    limits: TEST_LIMITS,
  });
  const image = `${fake.address}/app:v1`;
  assert.equal(await registry.resolveDigest(image), digestOf('{}'));
  await assert.rejects(
    createRegistry({ limits: { ...TEST_LIMITS, retries: 0 } }).resolveDigest(
      image,
    ),
    { code: 'REGISTRY', message: /error sending request for url \(https:/ },
  );
});

test('pushing: blobs in one chunk, manifests under the tag', async (t) => {
  const stored: string[] = [];
  const fake = await startRegistry(t, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      stored.push(Buffer.concat(chunks).toString());
      const location = '/v2/team/app/blobs/uploads/1?state=s';
      switch (request.method) {
        case 'HEAD':
          return response.writeHead(404).end();
        case 'PUT':
          return response.writeHead(201).end();
        default:
          return response.writeHead(202, { location }).end();
      }
    });
  });
  const registry = clientOf(fake);
  const bytes = Buffer.from('policy');
  assert.equal(await registry.pushBlob(IMAGE, bytes), digestOf(bytes));
  const type = 'application/vnd.oci.image.manifest.v1+json';
  const manifest = Buffer.from('{}');
  assert.equal(
    await registry.pushManifest(IMAGE, manifest, type),
    digestOf('{}'),
  );
  const digest = digestOf(bytes);
  assert.deepEqual(fake.requests, [
    `HEAD /v2/team/app/blobs/${digest}`,
    'POST /v2/team/app/blobs/uploads/',
    'PATCH /v2/team/app/blobs/uploads/1?state=s',
    `PUT /v2/team/app/blobs/uploads/1?state=s&digest=${digest.replace(':', '%3A')}`,
    'PUT /v2/team/app/manifests/v1',
  ]);
  assert.deepEqual(stored, ['', '', 'policy', '', '{}']);
});
