// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readPayload } from '../../src/sigstore/layouts/payload.js';
import { IMAGE_DIGEST, payloadFor } from '../support/signed-image.js';

const cosigns = (reason: string) => `payload is not cosign's: ${reason}`;
const NOT_JSON = 'payload is not valid JSON';
const TYPE = 'cosign container image signature';
const PAYLOADS: readonly (readonly [string, string, string])[] = [
  ['empty', '', NOT_JSON],
  ['not JSON', '{"critical":', NOT_JSON],
  ['behind a byte order mark', `\ufeff${payloadFor()}`, NOT_JSON],
  ['null', 'null', cosigns('invalid type: null, expected a map')],
  ['a list', '[]', cosigns('invalid type: sequence, expected a map')],
  [
    'without anything critical',
    '{"critical":null}',
    cosigns('invalid type: null, expected a map'),
  ],
  [
    'without an identity',
    payloadFor().replace('"identity"', '"entity"'),
    cosigns('missing field `identity`'),
  ],
  [
    'with an identity of another shape',
    payloadFor().replace('"docker-reference"', '"reference"'),
    cosigns('missing field `docker-reference`'),
  ],
  [
    'without a type',
    payloadFor().replace('"type"', '"kind"'),
    cosigns('missing field `type`'),
  ],
  [
    'of another type',
    payloadFor().replace(TYPE, 'atomic container signature'),
    cosigns('another critical.type'),
  ],
  [
    'with a number as digest',
    payloadFor().replace(`"${IMAGE_DIGEST}"`, '7'),
    cosigns('invalid type: integer `7`, expected a string'),
  ],
  [
    'with two digests',
    payloadFor().replace(
      '{"docker-m',
      '{"docker-manifest-digest":"","docker-m',
    ),
    cosigns('duplicate field `docker-manifest-digest`'),
  ],
  [
    'critical twice',
    payloadFor().replace('"optional"', '"critical"'),
    cosigns('duplicate field `critical`'),
  ],
  [
    'about nothing',
    payloadFor(null, ''),
    `payload is for something else, not for ${IMAGE_DIGEST}`,
  ],
];

for (const [name, payload, message] of PAYLOADS) {
  test(`a payload ${name}`, () => {
    assert.throws(() => readPayload(Buffer.from(payload), IMAGE_DIGEST), {
      code: 'VERIFICATION',
      message,
    });
  });
}

test('annotations by their text, exact numbers, no nested values', () => {
  const optional = {
    env: 'prod',
    build: 7,
    ok: true,
    nothing: null,
    nested: { a: 'b' },
    creator: 'cosign',
    timestamp: 1,
  };
  const text = payloadFor(optional).replace(
    '"build":7',
    '"build":12345678901234567890',
  );
  assert.deepEqual(
    [...readPayload(Buffer.from(text), IMAGE_DIGEST)],
    [
      ['env', 'prod'],
      ['build', '12345678901234567890'],
      ['ok', 'true'],
    ],
  );
});
