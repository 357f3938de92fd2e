// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as host from '../src/index.js';
import * as verification from '../src/verification.js';

test('the public names of the package', () => {
  assert.deepEqual(Object.keys(host).sort(), [
    'DEFAULT_LIMITS',
    'PolicyHostError',
    'loadPolicy',
    'realCapabilities',
    'replayedCapabilities',
    'scripted',
  ]);
});

test('the public names of the verification parts', () => {
  assert.deepEqual(Object.keys(verification).sort(), [
    'checkCertificateTrust',
    'createRegistry',
    'createVerifier',
    'loadTrustRoot',
    'readSources',
    'serveLayout',
  ]);
});
