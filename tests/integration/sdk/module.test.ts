// SPDX-License-Identifier: Apache-2.0

/** What every module built with the SDK does, and what stays out of it. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { before, describe, it } from 'node:test';
import { compile, ACCEPT_ALL } from '../../../bench/sdk.js';
import { loadGuest, type Guest } from '../../support/guest.js';
import { PROJECT, projectText } from '../../support/project.js';

const SDK = `${PROJECT}packages/policy-sdk-assemblyscript`;
const SPECS = `${SDK}/tests`;
const ROW = /\| `([^`|]+\.(?:ts|mjs))`: ([^|]+?) +\|$/gm;
const MAX_ACCEPT_ALL_BYTES = 4 * 1024;
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

describe('a module built with the SDK', () => {
  let path = '';
  let guest: Guest;
  before(() => {
    path = compile(ACCEPT_ALL, 'accept-all-module');
    guest = loadGuest(path);
  });

  it('answers protocol_version by itself', () => {
    const { status, bytes } = guest.call('protocol_version', '');
    assert.deepEqual([status, text(bytes)], ['ok', '"v1"']);
  });

  it('answers unknown operations with an error', () => {
    for (const name of ['validat', 'x'.repeat(100), 'validate_setting']) {
      const { status, bytes } = guest.call(name, '{}');
      assert.deepEqual(
        [status, text(bytes)],
        ['error', `No handler registered for function ${name}`],
      );
    }
  });

  it('is small when it does little', () => {
    const { length } = readFileSync(path);
    assert.ok(length <= MAX_ACCEPT_ALL_BYTES, `${length} bytes`);
  });

  it('names no capability that it does not use', () => {
    const module = readFileSync(path).toString('latin1');
    for (const name of ['tracing', 'oci', 'kubernetes', 'v1/', 'can_i']) {
      assert.equal(module.includes(name), false, name);
    }
  });

  it('has nothing of other hosts', () => {
    const module = readFileSync(path).toString('latin1');
    assert.equal(module.includes('abort'), false);
    assert.equal(module.includes('wasi'), false);
  });
});

describe("the SDK's feature table", () => {
  const readme = projectText('packages/policy-sdk-assemblyscript/README.md');
  const rows = [...readme.matchAll(ROW)];

  it('has a row for every feature', () => {
    assert.equal(rows.length, 40);
  });

  for (const [, file = '', name = ''] of rows) {
    it(`names a test that exists: ${name}`, () => {
      const path = `${SPECS}/${file}`;
      assert.ok(existsSync(path), path);
      const source = readFileSync(path, 'utf8');
      assert.ok(source.includes(`it('${name}'`), `${file}: ${name}`);
    });
  }
});
