// SPDX-License-Identifier: Apache-2.0

/**
 * Entries written like the one before but for their image take a shorter way
 * through the settings; what is said of them must be the same.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { JsonObject } from '../../support/json.js';
import { failure, verifyingHost } from '../../support/scripted-host.js';
import { transcribe, transcribeSettings } from '../../support/transcript.js';

const BY_ALICE = '"keyless":[{"issuer":"https://i.example","subject":"alice"}]';
const BY_BOB = '"keyless":[{"issuer":"https://i.example","subject":"bob"}]';

const entry = (image: string, signers = BY_ALICE): string =>
  `{"image":"${image}",${signers}}`;
const settings = (...entries: readonly string[]): string =>
  `{"signatures":[${entries.join(',')}]}`;

function invalid(message: string): string {
  return JSON.stringify({ valid: false, message });
}

describe('validation of entries that repeat another', () => {
  const rows: readonly [string, string, string][] = [
    [
      'good images',
      settings(entry('a.io/*'), entry('b.io/x/*'), entry('c.io/?')),
      '{"valid":true}',
    ],
    [
      'an image that can never match',
      settings(entry('a.io/*'), entry('b.io/X'), entry('c.io/*')),
      invalid(
        'signatures[1].image: can never match: repository names are lower-case',
      ),
    ],
    [
      'an empty image',
      settings(entry('a.io/*'), entry('')),
      invalid('signatures[1].image: must not be empty'),
    ],
    [
      'an image with an escape',
      settings(entry('a.io/*'), entry('b.io\\/*'), entry('c.io/*')),
      '{"valid":true}',
    ],
    [
      'a key more at the end',
      settings(
        entry('a.io/*'),
        entry('b.io/*', `${BY_ALICE},"minimumMatches":2`),
      ),
      invalid('signatures[1].minimumMatches: is more than there are signers'),
    ],
    [
      'the same problem in each',
      settings(
        entry('a.io/*', '"keyless":[]'),
        entry('b.io/*', '"keyless":[]'),
      ),
      invalid(
        'signatures[0].keyless: must not be empty; ' +
          'signatures[1].keyless: must not be empty',
      ),
    ],
    [
      'a text that ends inside of the repetition',
      settings(entry('a.io/*'), entry('b.io/*')).slice(0, -6),
      invalid(
        'signatures[1].keyless[0].subject: is not a valid JSON string; ' +
          'signatures[1].keyless[0].subject: is not valid JSON',
      ),
    ],
  ];
  for (const [name, payload, reply] of rows) {
    it(name, () => {
      assert.equal(transcribeSettings(payload).reply, reply);
    });
  }

  it('tells a deprecated key for each entry', () => {
    const old = BY_ALICE.replace('keyless', 'keyless_prefix').replace(
      '"subject":"alice"',
      '"url_prefix":"https://h.example/alice"',
    );
    const { reply, log } = transcribeSettings(
      settings(entry('a.io/*', old), entry('b.io/*', old)),
    );
    assert.equal(reply, '{"valid":true}');
    assert.deepEqual(
      log.map((event) => (event as JsonObject)['message']),
      [0, 1].flatMap((index) => [
        `signatures[${index}].keyless_prefix: is deprecated, write keylessPrefix`,
        `signatures[${index}].keyless_prefix[0].url_prefix: is deprecated, write urlPrefix`,
      ]),
    );
  });
});

describe('requests under entries that repeat another', () => {
  const request = (image: string): string =>
    JSON.stringify({
      kind: { group: '', kind: 'Pod', version: 'v1' },
      object: { spec: { containers: [{ image, name: 'c' }] } },
      operation: 'CREATE',
    });
  const all = settings(
    entry('a.io/*'),
    entry('b.io/*'),
    entry('b.io/*', BY_BOB),
    entry('c.io/*', BY_BOB),
    entry('b.io/x'),
  );
  const askedFor = (image: string): readonly string[] =>
    transcribe(`{"request":${request(image)},"settings":${all}}`).verify.map(
      (payload) => /"subject":"(\w+)"/.exec(payload)?.[1] ?? '',
    );

  it('asks for the signers of every entry that matches', () => {
    assert.deepEqual(askedFor('a.io/x'), ['alice']);
    assert.deepEqual(askedFor('b.io/x'), ['alice', 'bob', 'alice']);
    assert.deepEqual(askedFor('c.io/x'), ['bob']);
    assert.deepEqual(askedFor('d.io/x'), []);
  });

  it('names the entry that failed', () => {
    const { reply } = transcribe(
      `{"request":${request('c.io/x')},"settings":${all}}`,
      verifyingHost(() => failure('no signatures found')),
    );
    assert.match(reply, /no signatures found \(signatures\[3\]\.keyless\)/);
  });
});
