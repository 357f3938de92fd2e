// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Endpoints } from '../../src/registry/endpoints.js';
import { parseReference } from '../../src/registry/reference.js';
import { EMPTY_SOURCES } from '../../src/registry/sources.js';

test('hosts whose names every object of JavaScript has', () => {
  const endpoints = new Endpoints({ sources: EMPTY_SOURCES, mirrors: {} });
  // A capital letter makes a host of the first part of a name.
  for (const image of ['Constructor/app:v1', 'valueOF/app:v1']) {
    const { registry } = parseReference(image);
    const origins = endpoints.candidates(registry).map(({ origin }) => origin);
    assert.deepEqual(origins, [`https://${registry}`]);
  }
});
