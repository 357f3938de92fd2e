// SPDX-License-Identifier: Apache-2.0

/** Memory of a module from call to call: one arena each, and the globals. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { compile } from '../../../bench/sdk.js';
import { loadGuest, type Guest } from '../../support/guest.js';

const GLOBALS = 'packages/policy-sdk-assemblyscript/tests/guests/globals.ts';
const CALLS = 5000;
const LARGE_BYTES = 4_000_000;

describe('arena', () => {
  let guest: Guest;
  before(() => {
    guest = loadGuest(compile(GLOBALS, 'globals'));
  });

  function lookUp(key: string): string {
    const { status, bytes } = guest.call('validate', key);
    assert.equal(status, 'ok');
    return Buffer.from(bytes).toString();
  }

  it('keeps what was made while the module started', () => {
    for (let i = 0; i < 300; i++) {
      const n = i % 100;
      assert.equal(lookUp(`key ${n}`), `value ${n * n} of 100 and 1000`);
    }
    assert.equal(lookUp('key 100'), 'none of 100 and 1000');
  });

  it('frees what each call made', () => {
    lookUp('key 1');
    const bytes = guest.memoryBytes;
    for (let i = 0; i < CALLS; i++) lookUp('key 7');
    assert.equal(guest.memoryBytes, bytes);
  });

  it('uses the memory of a large call again', () => {
    const large = 'x'.repeat(LARGE_BYTES);
    lookUp(large);
    const bytes = guest.memoryBytes;
    for (let i = 0; i < 20; i++) {
      lookUp(large);
      assert.equal(lookUp('key 3'), 'value 9 of 100 and 1000');
    }
    assert.equal(guest.memoryBytes, bytes);
  });
});
