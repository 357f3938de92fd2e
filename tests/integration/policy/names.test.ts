// SPDX-License-Identifier: Apache-2.0

/** Names of objects and kinds, which their authors choose, in messages. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { creation, podOf, validate } from '../../support/policy.js';
import type { JsonObject } from '../../support/json.js';

const SETTINGS = {
  signatures: [{ image: '*', pubKeys: ['x'] }],
  requireDigest: true,
  unknownResources: 'reject',
};
const NAMES: readonly [string, string][] = [
  ['web', 'web'],
  ['a\r\n\tb\u0000 c', 'a b c'],
  [' a ', 'a'],
  ['n'.repeat(256), 'n'.repeat(256)],
  ['n'.repeat(257), `${'n'.repeat(253)}...`],
  // Characters stay whole.
  ['ë'.repeat(200), `${'ë'.repeat(126)}...`],
];

function message(changes: JsonObject): string {
  const request = creation(podOf('nginx'), changes);
  const verdict = validate(request, SETTINGS);
  assert.equal(verdict.accepted, false);
  return verdict.message;
}

describe('names are one line of at most 256 bytes', () => {
  for (const [name, shown] of NAMES) {
    it(JSON.stringify(name).slice(0, 20), () => {
      assert.ok(
        message({ name }).startsWith(`Resource ${shown} is not accepted: `),
      );
      assert.equal(
        message({ kind: { group: name, version: 'v1', kind: name } }),
        `no images are looked for in objects of kind ${shown} of API group "${shown}" [kind-unknown]`,
      );
    });
  }
});
