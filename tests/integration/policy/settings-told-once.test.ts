// SPDX-License-Identifier: Apache-2.0

/** Mistakes in settings that have several consequences and are told once. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PEM } from '../../support/generate/images.js';
import type { JsonObject } from '../../support/json.js';
import {
  creation,
  podOf,
  validate,
  validateSettings,
} from '../../support/policy.js';

const KEY = { image: 'a.io/*', pubKeys: [PEM.release] };
const GOOD: JsonObject = { signatures: [KEY] };
const ADVICE = 'this is a policy resource: pass its spec.settings';

function told(name: string, settings: JsonObject, message: string): void {
  it(name, () => {
    assert.deepEqual(validateSettings(settings), { valid: false, message });
    assert.deepEqual(
      validate(creation(podOf('a.io/b')), settings).message,
      `Settings are not valid: ${message} [settings-invalid]`,
    );
  });
}

describe('a misspelt key', () => {
  told(
    'is not missing, too',
    { signature: [KEY] },
    'signature: unknown key, did you mean signatures?',
  );
  told(
    'of an image is not missing, too',
    { signatures: [{ imag: 'a.io/*', pubKeys: [PEM.release] }] },
    'signatures[0].imag: unknown key, did you mean image?',
  );
  told(
    'hides nothing of the right one',
    { signature: [KEY], signatures: [] },
    'signature: unknown key, did you mean signatures?; ' +
      'signatures: Signatures must not be empty',
  );
  told(
    'hides no other missing one',
    { signatures: [{ pubKey: [PEM.release] }] },
    'signatures[0]: image is missing; ' +
      'signatures[0].pubKey: unknown key, did you mean pubKeys?',
  );
});

describe('a policy resource in the place of its settings', () => {
  const resource = {
    apiVersion: 'policies.kubewarden.io/v1',
    kind: 'ClusterAdmissionPolicy',
    metadata: { name: 'verify-image-signatures' },
    spec: { module: 'registry://a.io/b:v1', settings: GOOD },
  };
  told('is told as such', resource, ADVICE);
  told(
    'is told as such beside other mistakes',
    { ...resource, signatures: [], requireDigest: 'yes' },
    ADVICE,
  );
  told('needs a spec', { kind: 'ConfigMap', ...GOOD }, 'kind: unknown key');
  told('needs a kind', { spec: {}, ...GOOD }, 'spec: unknown key');
  told(
    'is none within an entry',
    { signatures: [{ ...KEY, kind: 'x', spec: 'y' }] },
    'signatures[0].kind: unknown key; signatures[0].spec: unknown key',
  );
});
