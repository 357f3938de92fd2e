// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { loadPolicy } from '@kubewarden/policy-host';

const module = fileURLToPath(new URL('../policy.wasm', import.meta.url));
let policy;

before(async () => {
  policy = await loadPolicy(module);
});
after(() => policy.close());

function request(kind, object, more = {}) {
  return {
    uid: '1299d386-525b-4032-98ae-1949f69f9cfc',
    operation: 'CREATE',
    kind: { version: 'v1', ...kind },
    resource: { group: kind.group, version: 'v1', resource: 'x' },
    userInfo: {},
    object,
    ...more,
  };
}

const POD = { group: '', kind: 'Pod' };

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;

/** A registry in which every tag points to DIGEST. */
function registry(asked) {
  return {
    'oci/v1/manifest_digest': (image) => {
      asked.push(image);
      return { digest: DIGEST };
    },
  };
}

describe('image-digest', () => {
  it('pins all images and nothing else', async () => {
    const asked = [];
    const object = {
      metadata: { annotations: { note: 'image: busybox' } },
      spec: {
        containers: [{ image: 'busybox' }, { image: `nginx@${DIGEST}` }],
        initContainers: [{ image: 'ghcr.io/a/b:1' }],
      },
    };
    const verdict = await policy.validate(
      request(POD, object),
      {},
      {
        capabilities: registry(asked),
      },
    );
    assert.deepEqual(asked, ['ghcr.io/a/b:1', 'busybox']);
    const pinned = structuredClone(object);
    pinned.spec.containers[0].image = `busybox@${DIGEST}`;
    pinned.spec.initContainers[0].image = `ghcr.io/a/b:1@${DIGEST}`;
    assert.deepEqual(verdict.mutatedObject, pinned);
  });

  it('does not touch objects whose images are pinned', async () => {
    const object = { spec: { containers: [{ image: `nginx@${DIGEST}` }] } };
    const verdict = await policy.validate(request(POD, object));
    assert.equal(verdict.accepted, true);
    assert.equal(verdict.mutatedObject, undefined);
  });

  it('rejects when the registry fails or answers nonsense', async () => {
    const object = { spec: { containers: [{ image: 'busybox' }] } };
    for (const [answer, message] of [
      [
        () => {
          throw new Error('registry is down');
        },
        'busybox: registry is down',
      ],
      [{ digest: 'latest' }, 'busybox: digest is malformed'],
      [{}, 'busybox: digest: missing'],
      [new Uint8Array([0xff]), 'busybox: answer is not valid UTF-8'],
    ]) {
      const capabilities = { 'oci/v1/manifest_digest': answer };
      const verdict = await policy.validate(
        request(POD, object),
        {},
        { capabilities },
      );
      assert.equal(verdict.accepted, false);
      assert.equal(verdict.message, message);
    }
  });

  it('rejects containers without an image', async () => {
    const verdict = await policy.validate(
      request(POD, { spec: { containers: [{}] } }),
    );
    assert.equal(verdict.message, 'object.spec.containers[0].image: missing');
  });
});
