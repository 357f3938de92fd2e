// SPDX-License-Identifier: Apache-2.0

/** Every request that is measured is answered, also with assertions. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { acceptingHost } from '../../../bench/answers.js';
import { corpus } from '../../../bench/corpus.js';
import { matchingCases } from '../../../bench/growth.js';
import { loadGuest } from '../../support/guest.js';

describe('the corpus of the benchmarks', () => {
  for (const { name, operation, payload } of [...corpus(), ...matchingCases()])
    it(`is answered: ${name}`, () => {
      const { status } = loadGuest().call(operation, payload, acceptingHost);
      assert.equal(status, 'ok');
    });
});
