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

const DEPLOYMENT = { group: 'apps', kind: 'Deployment' };
const PRIVILEGED = { name: 'evil', securityContext: { privileged: true } };
const ORDINARY = { name: 'good', securityContext: { privileged: false } };

describe('pod-privileged', () => {
  it('accepts pods without privileged containers', async () => {
    const pod = { spec: { containers: [ORDINARY, { name: 'plain' }] } };
    const verdict = await policy.validate(request(POD, pod));
    assert.deepEqual(
      new TextDecoder().decode(verdict.reply),
      '{"accepted":true}',
    );
  });

  for (const list of ['containers', 'initContainers', 'ephemeralContainers']) {
    it(`rejects a privileged one of ${list}`, async () => {
      const pod = { spec: { containers: [ORDINARY] } };
      pod.spec[list] = [ORDINARY, PRIVILEGED];
      const verdict = await policy.validate(request(POD, pod));
      assert.equal(verdict.accepted, false);
      assert.equal(verdict.message, 'container evil is privileged');
    });
  }

  it('looks into pod templates', async () => {
    const spec = { containers: [PRIVILEGED] };
    const object = { spec: { template: { spec } } };
    const verdict = await policy.validate(request(DEPLOYMENT, object));
    assert.equal(verdict.message, 'container evil is privileged');
  });

  it('rejects what it cannot understand', async () => {
    for (const [object, message] of [
      [{}, 'object.spec: missing'],
      [
        { spec: { containers: 'x' } },
        'object.spec.containers: expected an array, got a string',
      ],
      [
        { spec: { containers: [{ securityContext: { privileged: 'no' } }] } },
        'object.spec.containers[0].securityContext.privileged: ' +
          'expected a boolean, got a string',
      ],
    ]) {
      const verdict = await policy.validate(request(POD, object));
      assert.equal(verdict.accepted, false);
      assert.equal(verdict.message, message);
    }
    const service = request({ group: '', kind: 'Service' }, {});
    const verdict = await policy.validate(service);
    assert.equal(verdict.message, 'the object has no pod spec');
  });

  it('has no settings', async () => {
    assert.deepEqual(await policy.validateSettings({}), { valid: true });
    assert.deepEqual(await policy.validateSettings({ a: 1 }), {
      valid: false,
      message: 'a: unknown key',
    });
  });
});
