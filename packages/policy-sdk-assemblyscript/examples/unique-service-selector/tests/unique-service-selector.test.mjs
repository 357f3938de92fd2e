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

function service(name, selector) {
  return { metadata: { name }, spec: { selector } };
}

function request(object) {
  return {
    uid: '1299d386-525b-4032-98ae-1949f69f9cfc',
    operation: 'CREATE',
    namespace: 'shop',
    kind: { group: '', version: 'v1', kind: 'Service' },
    resource: { group: '', version: 'v1', resource: 'services' },
    userInfo: {},
    object,
  };
}

/** A cluster with these services in the namespace `shop`. */
function cluster(...items) {
  return {
    'kubernetes/list_resources_by_namespace': (payload) => {
      assert.deepEqual(payload, {
        api_version: 'v1',
        kind: 'Service',
        namespace: 'shop',
        field_masks: ['spec.selector'],
      });
      return { apiVersion: 'v1', kind: 'ServiceList', metadata: {}, items };
    },
  };
}

async function verdict(object, capabilities) {
  return policy.validate(request(object), {}, { capabilities });
}

describe('unique-service-selector', () => {
  it('accepts a selector nobody else has', async () => {
    const { accepted } = await verdict(
      service('web', { app: 'web' }),
      cluster(
        service('db', { app: 'db' }),
        service('wide', { app: 'web', tier: 'x' }),
        { metadata: { name: 'external' }, spec: {} },
      ),
    );
    assert.equal(accepted, true);
  });

  it('rejects the selector of another service in any order', async () => {
    const { accepted, message } = await verdict(
      service('web', { app: 'web', tier: 'front' }),
      cluster(service('old', { tier: 'front', app: 'web' })),
    );
    assert.equal(accepted, false);
    assert.equal(message, 'service old has the same selector');
  });

  it('does not compare a service with itself', async () => {
    const object = service('web', { app: 'web' });
    assert.equal((await verdict(object, cluster(object))).accepted, true);
  });

  it('accepts services without selector without asking', async () => {
    const object = { metadata: { name: 'x' }, spec: {} };
    assert.equal((await verdict(object, {})).accepted, true);
  });

  it('rejects when the cluster cannot be asked', async () => {
    const { accepted, message } = await verdict(service('a', { b: 'c' }), {
      'kubernetes/list_resources_by_namespace': () => {
        throw new Error('kube::Client was not initialized properly');
      },
    });
    assert.equal(accepted, false);
    assert.equal(message, 'kube::Client was not initialized properly');
  });

  it('rejects answers and selectors that are none', async () => {
    const key = 'kubernetes/list_resources_by_namespace';
    const object = service('a', { b: 'c' });
    assert.equal(
      (await verdict(object, { [key]: {} })).message,
      'items: missing',
    );
    assert.equal(
      (await verdict(service('a', ['x']), {})).message,
      'spec.selector is not a map of strings',
    );
  });
});
