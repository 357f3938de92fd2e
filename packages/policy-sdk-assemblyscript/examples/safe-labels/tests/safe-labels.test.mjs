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
  deniedLabels: ['owner'],
  mandatoryLabels: ['team'],
  constrainedLabels: [{ label: 'tier', values: ['web', 'data'] }],
  defaultLabels: { 'example.org/zone': 'eu' },
};
const COMPLETE = { team: 'a', 'example.org/zone': 'us' };

function request(metadata) {
  return {
    uid: '1299d386-525b-4032-98ae-1949f69f9cfc',
    operation: 'CREATE',
    kind: { group: '', version: 'v1', kind: 'ConfigMap' },
    resource: { group: '', version: 'v1', resource: 'configmaps' },
    userInfo: {},
    object: { data: { big: '1e400' }, metadata },
  };
}

describe('safe-labels', () => {
  it('accepts objects with the right labels as they are', async () => {
    const verdict = await policy.validate(
      request({ labels: { ...COMPLETE, tier: 'web' } }),
      SETTINGS,
    );
    assert.equal(verdict.accepted, true);
    assert.equal(verdict.mutatedObject, undefined);
  });

  it('adds default labels', async () => {
    const verdict = await policy.validate(
      request({ name: 'n', labels: { team: 'a' } }),
      SETTINGS,
    );
    assert.deepEqual(verdict.mutatedObject, {
      data: { big: '1e400' },
      metadata: {
        name: 'n',
        labels: { 'example.org/zone': 'eu', team: 'a' },
      },
    });
  });

  it('adds labels to objects that have none', async () => {
    const verdict = await policy.validate(request({ name: 'n' }), {
      defaultLabels: { a: 'b', c: 'd' },
    });
    assert.deepEqual(verdict.mutatedObject.metadata, {
      labels: { a: 'b', c: 'd' },
      name: 'n',
    });
  });

  it('rejects denied, missing and wrong labels', async () => {
    for (const [labels, message] of [
      [{ ...COMPLETE, owner: 'me' }, 'label owner is denied'],
      [{}, 'label team is missing'],
      [{ ...COMPLETE, tier: 'x' }, 'label tier must be one of web, data'],
      [
        { team: 1 },
        'object.metadata.labels.team: expected a string, got a number',
      ],
      [[], 'object.metadata.labels: expected an object, got an array'],
    ]) {
      const verdict = await policy.validate(request({ labels }), SETTINGS);
      assert.equal(verdict.accepted, false);
      assert.equal(verdict.message, message);
    }
  });

  it('tells all problems of its settings', async () => {
    assert.deepEqual(await policy.validateSettings(SETTINGS), { valid: true });
    assert.deepEqual(await policy.validateSettings({ denied_labels: ['a'] }), {
      valid: true,
    });
    const reply = await policy.validateSettings({
      constrainedLabels: [{ label: '', values: [] }, {}],
      deniedLabels: ['a', 'a'],
      mandatoryLabels: ['a'],
      other: 1,
    });
    assert.deepEqual(reply, {
      valid: false,
      message: [
        'constrainedLabels[0].label: must not be empty',
        'constrainedLabels[0].values: must not be empty',
        'constrainedLabels[1].label: missing',
        'constrainedLabels[1].values: missing',
        'deniedLabels[1]: is in the list twice',
        'mandatoryLabels: a is denied and mandatory',
        'other: unknown key',
      ].join('; '),
    });
  });
});
