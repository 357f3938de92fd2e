// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readStatement } from '../../src/sigstore/layouts/statement.js';
import { IMAGE_DIGEST } from '../support/signed-image.js';

describe('statements', () => {
  const PREDICATE = 'https://sigstore.dev/cosign/sign/v1';
  const statement = (changes: object) => ({
    _type: 'https://in-toto.io/Statement/v1',
    predicateType: PREDICATE,
    predicate: {},
    subject: [{ digest: { sha256: IMAGE_DIGEST.slice('sha256:'.length) } }],
    ...changes,
  });
  const CASES: readonly (readonly [string, unknown, string])[] = [
    ['no JSON', undefined, 'statement is not valid JSON'],
    ['a text', 'x', 'invalid type: string "x", expected a map'],
    [
      'provenance',
      statement({ predicateType: 'https://slsa.dev/provenance/v1' }),
      'statement is not an image signature',
    ],
    [
      'no predicate type',
      statement({ predicateType: undefined }),
      'statement is not an image signature',
    ],
    [
      'a predicate type that is a list',
      statement({ predicateType: [PREDICATE] }),
      'statement is not an image signature',
    ],
    ...[undefined, null, '', '{}', [], 1].map(
      (predicate) =>
        [
          `predicate ${JSON.stringify(predicate)}`,
          statement({ predicate }),
          'predicate of the statement is not a map',
        ] as const,
    ),
    [
      'another version',
      statement({ _type: 'https://in-toto.io/Statement/v0.1' }),
      'not an in-toto statement of version 1',
    ],
    [
      'another image',
      statement({ subject: [{ digest: { sha256: '0'.repeat(64) } }] }),
      `statement is not about ${IMAGE_DIGEST}`,
    ],
    [
      'no subject',
      statement({ subject: undefined }),
      `statement is not about ${IMAGE_DIGEST}`,
    ],
  ];
  for (const [name, value, message] of CASES) {
    test(name, () => {
      const text = value === undefined ? '{' : JSON.stringify(value);
      assert.throws(() => readStatement(Buffer.from(text), IMAGE_DIGEST), {
        code: 'VERIFICATION',
        message,
      });
    });
  }

  test('a signature', () => {
    const text = JSON.stringify(statement({}));
    assert.equal(readStatement(Buffer.from(text), IMAGE_DIGEST).size, 0);
  });
});
