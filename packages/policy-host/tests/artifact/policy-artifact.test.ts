// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { WASM_LAYER } from '../../src/artifact/media-types.js';
import { pullPolicy } from '../../src/artifact/pull-policy.js';
import { policyManifest, pushPolicy } from '../../src/artifact/push-policy.js';
import { annotatePolicy } from '../../src/metadata/annotate.js';
import { decodeMetadata } from '../../src/metadata/read-metadata.js';
import { createRegistry } from '../../src/registry/client.js';
import { sha256Digest } from '../../src/registry/digest.js';
import { OCI_MANIFEST } from '../../src/registry/media-types.js';
import type { Registry } from '../../src/registry/types.js';
import {
  registryMissing,
  startDockerRegistry,
  type DockerRegistry,
} from '../support/docker-registry.js';
import { fixture } from '../support/fixture.js';
import { METADATA_YML, smallPolicy } from '../support/policies.js';

async function annotatedPolicy(): Promise<Uint8Array> {
  const { module } = await annotatePolicy({
    module: await smallPolicy(),
    metadata: METADATA_YML,
    usage: '# two\nlines\n',
    toolVersion: '9.9.9',
  });
  return module;
}

describe('policy manifest', () => {
  it('is what kwctl leaves in a registry', () => {
    const sample = fixture('pushed-manifest.json');
    const module = new Uint8Array(8);
    const { annotations, ...rest } = decodeMetadata(
      JSON.parse(fixture('metadata-section.json')),
    );
    const manifest = policyManifest(module, {
      ...rest,
      annotations: {
        ...annotations,
        'io.kubewarden.policy.usage': 'several\nlines',
      },
    });
    const expected = sample
      .replace(/sha256:18c93a8f[0-9a-f]{56}/, sha256Digest(module))
      .replace('"size":2484175', '"size":8');
    assert.equal(new TextDecoder().decode(manifest), expected);
  });

  it('trims values and keeps a source that is set', () => {
    const metadata = decodeMetadata({
      rules: [],
      mutating: false,
      annotations: {
        'io.kubewarden.policy.source': 'https://a.example',
        'org.opencontainers.image.source': ' https://b.example\n',
      },
    });
    const manifest = policyManifest(new Uint8Array(1), metadata);
    assert.match(
      new TextDecoder().decode(manifest),
      /^\{"annotations":\{"io\.kubewarden\.policy\.source":"https:\/\/a\.example","org\.opencontainers\.image\.source":"https:\/\/b\.example"\},"config"/,
    );
  });

  it('has no annotations for a module without metadata', () => {
    const text = new TextDecoder().decode(
      policyManifest(new Uint8Array(1), undefined),
    );
    assert.match(text, /^\{"config":/);
  });
});

describe('policy artifact', { skip: registryMissing }, () => {
  let server: DockerRegistry;
  let registry: Registry;
  before(async () => {
    server = await startDockerRegistry();
    registry = createRegistry({
      sources: { insecureSources: [server.host], sourceAuthorities: {} },
    });
  });
  after(() => server.stop());

  it('comes back from a registry, with the same digest', async () => {
    const module = await annotatedPolicy();
    const reference = `${server.host}/policies/small:v1.2.3`;
    const pushed = await pushPolicy(registry, module, reference);
    assert.match(
      pushed,
      /^127\.0\.0\.1:\d+\/policies\/small@sha256:[0-9a-f]{64}$/,
    );
    const again = await pushPolicy(registry, module, reference);
    assert.equal(again, pushed);
    const pulled = await pullPolicy(registry, reference);
    assert.equal(pulled.immutableReference, pushed);
    assert.deepEqual(new Uint8Array(pulled.module), new Uint8Array(module));
    const byDigest = await pullPolicy(registry, pushed);
    assert.equal(byDigest.immutableReference, pushed);
    const stored = await registry.manifest(reference);
    assert.equal(stored.mediaType, OCI_MANIFEST);
    assert.ok(!new TextDecoder().decode(stored.bytes).includes('two'));
  });

  it('is refused without metadata unless forced', async () => {
    const module = await smallPolicy();
    const reference = `${server.host}/policies/bare:v1`;
    await assert.rejects(pushPolicy(registry, module, reference), {
      code: 'METADATA',
      message:
        'Cannot push a policy that is not annotated. ' +
        'Use `annotate` command or `push --force`',
    });
    await assert.rejects(pullPolicy(registry, reference), {
      code: 'NOT_FOUND',
    });
    await pushPolicy(registry, module, reference, { force: true });
    const pulled = await pullPolicy(registry, reference);
    assert.deepEqual(new Uint8Array(pulled.module), new Uint8Array(module));
  });

  const layers = [
    [
      'application/vnd.oci.image.layer.v1.tar',
      'Incompatible layer media type: application/vnd.oci.image.layer.v1.tar',
    ],
    [WASM_LAYER, 'invalid wasm file'],
  ] as const;
  for (const [mediaType, message] of layers) {
    it(`of another kind is refused: ${message}`, async () => {
      const reference = `${server.host}/policies/other:v1`;
      const digest = await registry.pushBlob(reference, Buffer.from('{}'));
      const descriptor = { digest, size: 2 };
      const manifest = JSON.stringify({
        schemaVersion: 2,
        config: { ...descriptor, mediaType: 'application/json' },
        layers: [{ ...descriptor, mediaType }],
      });
      await registry.pushManifest(
        reference,
        Buffer.from(manifest),
        OCI_MANIFEST,
      );
      await assert.rejects(pullPolicy(registry, reference), {
        code: 'REGISTRY',
        message,
      });
    });
  }
});
