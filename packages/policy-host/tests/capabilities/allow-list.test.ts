// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AllowList } from '../../src/capabilities/allow-list.js';

const GRANTS: [string[], string, boolean][] = [
  [['*'], 'oci/v1/verify', true],
  [['oci/*'], 'oci/v2/verify', true],
  [['oci/*'], 'kubernetes/can_i', false],
  [['oci/v1/*'], 'oci/v1/manifest_digest', true],
  [['oci/v1/*'], 'oci/v2/verify', false],
  [['oci/v1/oci_manifest'], 'oci/v1/oci_manifest', true],
  [['oci/v1/oci_manifest'], 'oci/v1/oci_manifest_config', false],
  [['net/*', 'kubernetes/can_i'], 'kubernetes/can_i', true],
  [[], 'oci/v1/verify', false],
  [[' net/*'], 'net/v1/dns_lookup_host', true],
  [['oci/v1/verify '], 'oci/v1/verify', true],
  [['*/*'], 'oci/v1/verify', false],
  [['oci/*/*'], 'oci/v1/verify', false],
];

for (const [patterns, path, expected] of GRANTS) {
  test(`[${patterns.join(' ')}] ${expected ? 'grants' : 'denies'} ${path}`, () => {
    assert.equal(AllowList.parse(patterns).allows(path), expected);
  });
}

test('without restrictions everything is granted', () => {
  assert.equal(AllowList.all.allows('anything/at_all'), true);
});

const INVALID: [string, string][] = [
  [
    'oci*',
    `invalid pattern "oci*": wildcard '*' must be the entire last path segment (e.g. 'oci/*'), not a partial match`,
  ],
  [
    'oci/*/verify',
    `invalid pattern "oci/*/verify": wildcard '*' must be the entire last path segment (e.g. 'oci/*'), not a partial match`,
  ],
  [
    'foo/*',
    'invalid pattern "foo/*": unknown segment "foo", valid options at this level are: crypto, kubernetes, net, oci',
  ],
  [
    'oci/v3/verify',
    'invalid pattern "oci/v3/verify": unknown segment "v3", valid options at this level are: v1, v2',
  ],
  [
    'oci',
    'invalid pattern "oci": not a complete capability path; use "oci/*" to allow all capabilities under it',
  ],
  ['', 'invalid pattern: pattern must not be empty'],
  [' ', 'invalid pattern: pattern must not be empty'],
  [
    ' oci*',
    `invalid pattern " oci*": wildcard '*' must be the entire last path segment (e.g. 'oci/*'), not a partial match`,
  ],
  [
    'oci/v1/verify/*',
    'invalid pattern "oci/v1/verify/*": unknown segment "*", valid options at this level are: ',
  ],
];

for (const [pattern, text] of INVALID) {
  test(`pattern ${JSON.stringify(pattern)} is refused`, () => {
    assert.throws(() => AllowList.parse([pattern]), {
      code: 'ARGUMENT',
      message: `Invalid host capabilities pattern: ${text}`,
    });
  });
}
