// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { PolicyHostError } from '../../src/errors.js';
import { RememberingRegistry } from '../../src/registry/remembering-registry.js';
import type { Registry } from '../../src/registry/types.js';

const DIGEST = `sha256:${'1'.repeat(64)}`;
const MANIFEST = { bytes: new Uint8Array(0), mediaType: 'm', digest: DIGEST };

describe('a registry that is asked everything once', () => {
  let asked: string[];
  let registry: RememberingRegistry;

  const answer = async <T>(question: string, value: T): Promise<T> => {
    asked.push(question);
    if (question.includes('missing')) {
      throw new PolicyHostError('NOT_FOUND', 'manifest unknown');
    }
    return value;
  };

  beforeEach(() => {
    asked = [];
    const inner: Registry = {
      resolveDigest: (r) => answer(`digest ${r}`, DIGEST),
      manifest: (r) => answer(`manifest ${r}`, MANIFEST),
      manifestWithConfig: (r) =>
        answer(`config ${r}`, {
          digest: DIGEST,
          manifest: MANIFEST.bytes,
          config: MANIFEST.bytes,
        }),
      blob: (r, digest, max) =>
        answer(`blob ${r} ${digest} ${max}`, MANIFEST.bytes),
      referrers: (r, digest) => answer(`referrers ${r} ${digest}`, []),
      pushBlob: (r) => answer(`push ${r}`, DIGEST),
      pushManifest: (r) => answer(`put ${r}`, DIGEST),
    };
    registry = new RememberingRegistry(inner);
  });

  test('one answer for all spellings of an image', async () => {
    const spellings = [
      'nginx',
      'docker.io/nginx:latest',
      'index.docker.io/library/nginx',
    ];
    for (const spelling of spellings) {
      assert.equal(await registry.resolveDigest(spelling), DIGEST);
    }
    assert.deepEqual(asked, ['digest nginx']);
  });

  test('the digest of a tag is known to be in its repository', async () => {
    await registry.resolveDigest('ghcr.io/a/b:v1');
    await registry.resolveDigest(`ghcr.io/a/b@${DIGEST}`);
    await registry.resolveDigest(`ghcr.io/a/b:v2@${DIGEST}`);
    assert.deepEqual(asked, ['digest ghcr.io/a/b:v1']);
    await registry.resolveDigest(`ghcr.io/a/c@${DIGEST}`);
    assert.deepEqual(asked.slice(1), [`digest ghcr.io/a/c@${DIGEST}`]);
  });

  test('a digest in a reference says nothing about its tag', async () => {
    await registry.manifest(`ghcr.io/a/b:v1@${DIGEST}`);
    await registry.manifest('ghcr.io/a/b:v1');
    assert.equal(asked.length, 2);
  });

  test('whoever asks while an answer is under way shares it', async () => {
    await Promise.all([
      registry.manifest('ghcr.io/a/b:v1'),
      registry.manifest('ghcr.io/a/b:v1'),
    ]);
    assert.deepEqual(asked, ['manifest ghcr.io/a/b:v1']);
  });

  test('failures are answers', async () => {
    for (let i = 0; i < 2; i++) {
      await assert.rejects(registry.manifest('ghcr.io/a/missing'), {
        code: 'NOT_FOUND',
      });
    }
    assert.deepEqual(asked, ['manifest ghcr.io/a/missing']);
  });

  test('blobs by repository, digest and bound', async () => {
    await registry.blob('ghcr.io/a/b:v1', DIGEST, 10);
    await registry.blob('ghcr.io/a/b:v2', DIGEST, 10);
    await registry.blob('ghcr.io/a/b:v1', DIGEST, 20);
    await registry.blob('ghcr.io/a/c:v1', DIGEST, 10);
    assert.deepEqual(asked, [
      `blob ghcr.io/a/b:v1 ${DIGEST} 10`,
      `blob ghcr.io/a/b:v1 ${DIGEST} 20`,
      `blob ghcr.io/a/c:v1 ${DIGEST} 10`,
    ]);
  });

  test('referrers and configurations once, pushes always', async () => {
    for (let i = 0; i < 2; i++) {
      await registry.referrers('ghcr.io/a/b:v1', DIGEST);
      await registry.manifestWithConfig('ghcr.io/a/b:v1');
      await registry.pushBlob('ghcr.io/a/b:v1', MANIFEST.bytes);
      await registry.pushManifest('ghcr.io/a/b:v1', MANIFEST.bytes, 'm');
    }
    assert.deepEqual(asked, [
      `referrers ghcr.io/a/b:v1 ${DIGEST}`,
      'config ghcr.io/a/b:v1',
      'push ghcr.io/a/b:v1',
      'put ghcr.io/a/b:v1',
      'push ghcr.io/a/b:v1',
      'put ghcr.io/a/b:v1',
    ]);
  });

  test('no reference is no answer', async () => {
    await assert.rejects(registry.resolveDigest('a b'), {
      message: 'invalid reference format',
    });
    await assert.rejects(registry.referrers('a b', DIGEST), {
      message: 'invalid reference format',
    });
  });
});
