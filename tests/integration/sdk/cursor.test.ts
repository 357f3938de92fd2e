// SPDX-License-Identifier: Apache-2.0

/** The SDK's cursor and writer against JSON.parse on generated documents. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { compile } from '../../../bench/sdk.js';
import { loadGuest, type Guest } from '../../support/guest.js';
import { documents, mutations } from './documents.js';

const ECHO = 'packages/policy-sdk-assemblyscript/tests/guests/echo.ts';
const VALID_DOCUMENTS = 3000;
const MUTATED_DOCUMENTS = 12_000;
const LONE_SURROGATE =
  /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** Whether a string of the value has half a surrogate pair. */
function hasLoneSurrogate(value: unknown): boolean {
  if (typeof value === 'string') return LONE_SURROGATE.test(value);
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(
    ([key, item]) => LONE_SURROGATE.test(key) || hasLoneSurrogate(item),
  );
}

/** What JSON.parse makes of a text; undefined when it is no JSON for us. */
function expected(text: string): unknown {
  try {
    const value = JSON.parse(text) as unknown;
    return hasLoneSurrogate(value) ? undefined : value;
  } catch {
    return undefined;
  }
}

describe('cursor', () => {
  let guest: Guest;
  before(() => {
    guest = loadGuest(compile(ECHO, 'echo'));
  });

  function check(text: string): boolean {
    const { status, bytes } = guest.call('validate', text);
    const reply = Buffer.from(bytes).toString();
    assert.equal(status, 'ok', `${reply} on ${JSON.stringify(text)}`);
    const value = expected(text);
    if (value === undefined) assert.equal(reply, '!', JSON.stringify(text));
    else assert.deepEqual(JSON.parse(reply), value, JSON.stringify(text));
    return value !== undefined;
  }

  it('reads and writes what JSON.parse reads', () => {
    for (const text of documents(VALID_DOCUMENTS)) {
      assert.equal(check(text), true, text);
    }
  });

  it('refuses what JSON.parse refuses', () => {
    let refused = 0;
    for (const text of mutations(MUTATED_DOCUMENTS)) {
      if (!check(text)) refused += 1;
    }
    assert.ok(refused > MUTATED_DOCUMENTS / 4, `only ${refused} were broken`);
  });

  it('refuses broken UTF-8 at every place of a document', () => {
    const good = Buffer.from('{"key":["text",1,true]}');
    for (let i = 0; i <= good.length; i++) {
      const bad = Buffer.concat([
        good.subarray(0, i),
        Buffer.of(0xc3),
        good.subarray(i),
      ]);
      const { status, bytes } = guest.call('validate', bad);
      assert.equal(status, 'error');
      assert.equal(Buffer.from(bytes).toString(), 'payload is not valid UTF-8');
    }
  });

  it('stays flat in memory over many calls', () => {
    guest.call('validate', '[1]');
    const bytes = guest.memoryBytes;
    for (let i = 0; i < 20_000; i++) guest.call('validate', '{"a":"\\u0062"}');
    assert.equal(guest.memoryBytes, bytes);
  });
});
