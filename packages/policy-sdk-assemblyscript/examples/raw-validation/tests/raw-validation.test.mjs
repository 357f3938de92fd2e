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

const SETTINGS = {
  validUsers: ['alice', 'bob'],
  validActions: ['eats'],
  validResources: ['banana', 'hay'],
};

async function verdict(request) {
  return policy.validate(request, SETTINGS, { mode: 'raw' });
}

describe('raw-validation', () => {
  it('accepts what the settings list', async () => {
    const request = { user: 'alice', action: 'eats', resource: 'hay' };
    assert.equal((await verdict(request)).accepted, true);
  });

  it('rejects anything else', async () => {
    for (const [request, message] of [
      [
        { user: 'eve', action: 'eats', resource: 'hay' },
        'user eve is not allowed',
      ],
      [
        { user: 'bob', action: 'throws', resource: 'hay' },
        'action throws is not allowed',
      ],
      [{ user: 'bob', action: 'eats' }, 'resource: missing'],
      [{ user: 7 }, 'user: expected a string, got a number'],
      [[], 'expected an object, got an array'],
    ]) {
      const { accepted, message: text, code } = await verdict(request);
      assert.deepEqual([accepted, text, code], [false, message, 400]);
    }
  });

  it('asks for all three lists', async () => {
    assert.deepEqual(await policy.validateSettings(SETTINGS), { valid: true });
    assert.deepEqual(await policy.validateSettings({ validUsers: [] }), {
      valid: false,
      message:
        'validActions: missing; validResources: missing; ' +
        'validUsers: must not be empty',
    });
  });
});
