// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { loadPolicy } from '@kubewarden/policy-host';

const file = (path) => fileURLToPath(new URL(path, import.meta.url));
const request = JSON.parse(readFileSync(file('request.json'), 'utf8'));
let policy;

before(async () => {
  policy = await loadPolicy(file('../policy.wasm'));
});
after(() => policy.close());

describe('validate', () => {
  it('accepts other names', async () => {
    const verdict = await policy.validate(request, { deniedNames: ['db'] });
    assert.equal(verdict.accepted, true);
  });

  it('rejects denied names', async () => {
    const verdict = await policy.validate(request, { deniedNames: ['web'] });
    assert.equal(verdict.accepted, false);
    assert.equal(verdict.message, 'the name web is denied');
  });
});

describe('validate_settings', () => {
  it('accepts good settings', async () => {
    assert.deepEqual(await policy.validateSettings({}), { valid: true });
  });

  it('tells what is wrong', async () => {
    assert.deepEqual(await policy.validateSettings({ deniedNames: [1] }), {
      valid: false,
      message: 'deniedNames[0]: expected a string, got a number',
    });
  });
});
