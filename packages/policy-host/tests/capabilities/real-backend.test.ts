// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HostRequest } from '../../src/capabilities/host-request.js';
import { createRealBackend } from '../../src/capabilities/real-backend.js';
import type { Services } from '../../src/capabilities/real-backend.js';
import { SuccessCache } from '../../src/capabilities/success-cache.js';
import { registryError } from '../../src/registry/failures.js';
import type { Registry } from '../../src/registry/types.js';

const DIGEST = `sha256:${'0'.repeat(64)}`;
const bytes = (value: unknown) =>
  new TextEncoder().encode(JSON.stringify(value));

const MANIFEST = {
  unknown: 1,
  schemaVersion: 2,
  layers: [{ size: 1, digest: DIGEST, mediaType: 'l', other: 1 }],
  config: { mediaType: 'c', digest: DIGEST, size: 2, data: 'e30=' },
  annotations: { b: '2', a: '1' },
  mediaType: 'application/vnd.oci.image.manifest.v1+json',
};
const TYPED =
  `{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"c","digest":"${DIGEST}","size":2},` +
  `"layers":[{"mediaType":"l","digest":"${DIGEST}","size":1}],"annotations":{"a":"1","b":"2"}}`;

function services(overrides: Partial<Services> = {}, calls: string[] = []) {
  const registry: Partial<Registry> = {
    resolveDigest: async (reference) => {
      calls.push(`digest ${reference}`);
      if (reference === 'bad') {
        throw registryError('manifest unknown', 'NOT_FOUND');
      }
      return DIGEST;
    },
    manifest: async () => ({
      bytes: bytes(MANIFEST),
      mediaType: MANIFEST.mediaType,
      digest: DIGEST,
    }),
    manifestWithConfig: async () => ({
      digest: DIGEST,
      manifest: bytes(MANIFEST),
      config: bytes({ os: 'linux', architecture: 'amd64', big: 1 }),
    }),
  };
  return createRealBackend({
    registry: async () => registry as Registry,
    verifier: async () => ({
      verify: async ({ image }) => {
        calls.push(`verify ${image}`);
        return { digest: DIGEST };
      },
    }),
    certificateTrust: async () => ({ trusted: false, reason: 'r' }),
    ...overrides,
  });
}

async function ask(
  backend: ReturnType<typeof services>,
  request: HostRequest,
): Promise<string> {
  return new TextDecoder().decode(await backend.answer(request));
}

const VERIFY: HostRequest = {
  kind: 'verify',
  request: {
    kind: 'certificate',
    image: 'a',
    certificate: Uint8Array.of(1),
    requireRekorBundle: true,
  },
};

test('answers in the shapes kwctl gives', async () => {
  const backend = services();
  assert.equal(
    await ask(backend, VERIFY),
    `{"is_trusted":true,"digest":"${DIGEST}"}`,
  );
  assert.equal(
    await ask(backend, { kind: 'manifestDigest', image: 'a' }),
    `{"digest":"${DIGEST}"}`,
  );
  assert.equal(await ask(backend, { kind: 'manifest', image: 'a' }), TYPED);
  assert.equal(
    await ask(backend, { kind: 'manifestWithConfig', image: 'a' }),
    `{"manifest":${TYPED},"digest":"${DIGEST}","config":{"architecture":"amd64","big":1,"os":"linux"}}`,
  );
  assert.equal(
    await ask(backend, {
      kind: 'certificateTrust',
      notAfter: null,
      request: { certificate: { encoding: 'Der', data: Uint8Array.of(1) } },
    }),
    '{"trusted":false,"reason":"r"}',
  );
});

test('OCI answers are cached, failures and other requests are not', async () => {
  const calls: string[] = [];
  const backend = services({}, calls);
  await ask(backend, VERIFY);
  await ask(backend, VERIFY);
  await ask(backend, { kind: 'manifestDigest', image: 'a' });
  await ask(backend, { kind: 'manifestDigest', image: 'a' });
  const bad: HostRequest = { kind: 'manifestDigest', image: 'bad' };
  for (let i = 0; i < 2; i++) {
    await assert.rejects(ask(backend, bad), {
      code: 'REGISTRY',
      message: 'Fail to interact with OCI registry: manifest unknown',
    });
  }
  assert.deepEqual(calls, ['verify a', 'digest a', 'digest bad', 'digest bad']);
  const uncached: string[] = [];
  const off = services({ cacheMs: 0 }, uncached);
  await ask(off, VERIFY);
  await ask(off, VERIFY);
  assert.equal(uncached.length, 2);
});

test('requests that look alike are not one', async () => {
  const calls: string[] = [];
  const backend = services({}, calls);
  const keyless = (issuer: string, subject: string): HostRequest => ({
    kind: 'verify',
    request: {
      kind: 'keyless',
      image: 'a',
      identities: [{ issuer, subject }],
    },
  });
  const requests: readonly HostRequest[] = [
    keyless('x', 'y","subject":"z'),
    keyless('x","subject":"y', 'z'),
    keyless('x,y', 'z'),
    keyless('x', 'y,z'),
    { kind: 'manifestDigest', image: 'a' },
    { kind: 'manifest', image: 'a' },
  ];
  for (const request of [...requests, ...requests]) await ask(backend, request);
  assert.deepEqual(calls, [
    'verify a',
    'verify a',
    'verify a',
    'verify a',
    'digest a',
  ]);
});

test('the cache forgets after its lifetime and keeps no failures', async () => {
  let now = 0;
  let made = 0;
  const cache = new SuccessCache<number>(60_000, () => now);
  const make = async () => ++made;
  assert.equal(await cache.get('k', make), 1);
  now = 59_999;
  assert.equal(await cache.get('k', make), 1);
  now = 60_000;
  assert.equal(await cache.get('k', make), 2);
  const fail = () => Promise.reject(new Error('x'));
  await assert.rejects(cache.get('f', fail));
  assert.equal(await cache.get('f', make), 3);
});

test('names are resolved by the system', async () => {
  const { ips } = JSON.parse(
    await ask(services(), { kind: 'dnsLookup', host: '127.0.0.1' }),
  ) as { ips: string[] };
  assert.deepEqual(ips, ['127.0.0.1']);
  await assert.rejects(
    ask(services(), { kind: 'dnsLookup', host: 'no-such-host.invalid' }),
    { message: /^failed to lookup address information: / },
  );
  await assert.rejects(ask(services(), { kind: 'dnsLookup', host: '' }), {
    code: 'CAPABILITY',
    message: 'failed to lookup address information: Name or service not known',
  });
});

test('Kubernetes: a script answers, a live cluster is refused', async () => {
  const request: HostRequest = {
    kind: 'kubernetes',
    request: {
      kind: 'listAll',
      resource: { apiVersion: 'v1', kind: 'Pod' },
    },
  };
  const backend = services({
    kubernetes: ({ kind }) => ({ asked: kind, items: [] }),
  });
  assert.equal(await ask(backend, request), '{"asked":"listAll","items":[]}');
  await assert.rejects(ask(services(), request), {
    message:
      'this host does not reach live Kubernetes clusters: run the policy with kwctl, or replay a session recorded by it',
  });
});

test('the backend tells until when an answer is kept', async () => {
  const begin = Date.now();
  const manifest: HostRequest = { kind: 'manifest', image: 'a' };
  const backend = services();
  assert.equal(backend.keptUntil?.(manifest), undefined);
  await backend.answer(manifest);
  const until = backend.keptUntil?.(manifest) ?? 0;
  assert.ok(until >= begin + 60_000 && until <= Date.now() + 60_000);
  const bad: HostRequest = { kind: 'manifestDigest', image: 'bad' };
  await assert.rejects(backend.answer(bad));
  assert.equal(backend.keptUntil?.(bad), undefined);
  const lookup: HostRequest = { kind: 'dnsLookup', host: '127.0.0.1' };
  await backend.answer(lookup);
  assert.equal(backend.keptUntil?.(lookup), undefined);
});
