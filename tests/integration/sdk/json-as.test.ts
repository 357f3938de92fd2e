// SPDX-License-Identifier: Apache-2.0

/** The SDK's optional entry point for decorated classes, built on json-as. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { before, describe, it } from 'node:test';
import { loadGuest, type Guest } from '../../support/guest.js';
import { PROJECT } from '../../support/project.js';

const ENTRY = 'packages/policy-sdk-assemblyscript/tests/guests/decorated.ts';
const ABORT =
  'abort=~lib/@kubewarden/policy-sdk-assemblyscript/assembly/wapc/abort/abort';
const OUTPUT = `${PROJECT}build/sdk/decorated.wasm`;

function compile(strict: string) {
  mkdirSync(`${PROJECT}build/sdk`, { recursive: true });
  return spawnSync(
    process.execPath,
    [
      ...[`${PROJECT}node_modules/assemblyscript/bin/asc.js`, ENTRY],
      ...['--transform', 'json-as', '--runtime', 'stub', '--enable', 'simd'],
      ...['--exportStart', 'wapc_init', '--use', ABORT],
      ...['--outFile', OUTPUT],
    ],
    {
      cwd: PROJECT,
      encoding: 'utf8',
      env: { ...process.env, JSON_STRICT: strict },
    },
  );
}

/** Settings, and what the policy understands; `trap` when json-as refuses. */
const TABLE: readonly (readonly [string, string])[] = [
  ['{}', '{"name":"none","limit":3,"labels":[],"strict":false}'],
  [
    '{"labels":["a"],"limit":-7,"name":"x","strict":true}',
    '{"name":"x","limit":-7,"labels":["a"],"strict":true}',
  ],
  ['{"limit":99999999999}', 'limit: expected a 32-bit integer, got a number'],
  ['{"limit":1.5}', 'limit: expected a 64-bit integer, got a number'],
  ['{"limit":1e2}', 'limit: expected a 64-bit integer, got a number'],
  ['{"limit":1,"limit":2}', 'limit: duplicate key'],
  ['{"limit":1,"l\\u0069mit":2}', 'limit: duplicate key'],
  [`{"labels":${'['.repeat(80)}1${']'.repeat(80)}}`, 'nested'],
  ['{"limit":"7"}', 'trap'],
  ['{"limit":null}', 'trap'],
  ['{"limit":01}', 'limit: malformed JSON'],
  ['{"name":5}', 'trap'],
  ['{"name":null}', 'trap'],
  ['{"labels":"a"}', 'trap'],
  ['{"labels":[1]}', 'trap'],
  ['{"strict":"true"}', 'trap'],
  ['{"strict":1}', 'trap'],
  ['{"other":1}', 'trap'],
  ['[]', 'trap'],
  ['null', 'trap'],
];

describe('json-as entry point', () => {
  let guest: Guest;
  before(() => {
    const { status, stderr } = compile('true');
    assert.equal(status, 0, stderr);
    guest = loadGuest(OUTPUT);
  });

  for (const [settings, understood] of TABLE) {
    it(`takes ${settings.slice(0, 40)} as expected`, () => {
      const payload = `{"request":{},"settings":${settings}}`;
      const { status, bytes } = guest.call('validate', payload);
      if (understood === 'trap') {
        assert.equal(status, 'trap');
        return;
      }
      assert.equal(status, 'ok');
      const { message } = JSON.parse(Buffer.from(bytes).toString()) as {
        message: string;
      };
      if (understood === 'nested') assert.match(message, /nested too deeply$/);
      else assert.equal(message, understood);
    });
  }

  it('works again after a trap', () => {
    assert.equal(guest.call('validate_settings', '[]').status, 'trap');
    const { bytes } = guest.call('validate_settings', '{"limit":1}');
    assert.equal(Buffer.from(bytes).toString(), '{"valid":true}');
  });

  it('does not compile without strict mode', () => {
    const { status, stderr } = compile('false');
    assert.notEqual(status, 0);
    assert.match(stderr, /set JSON_STRICT=true when compiling with json-as/);
  });
});
