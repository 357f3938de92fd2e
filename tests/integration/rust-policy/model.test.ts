// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { generatedWorld, PEM } from '../../support/generate/images.js';
import { readFixture } from '../../support/fixture-files.js';
import type { Json } from '../../support/json.js';
import { evaluate } from '../../support/rust-model/policy.js';
import {
  readSettings,
  settingsProblem,
} from '../../support/rust-model/settings.js';
import { digestOf } from '../../support/world.js';
import { wildMatch } from '../../support/rust-model/wildmatch.js';

describe('the model of the Rust policy', () => {
  const world = generatedWorld();

  it('matches globs as the wildmatch crate does', () => {
    const vectors = readFixture('vectors/globs.jsonl')
      .toString()
      .trim()
      .split('\n');
    assert.ok(vectors.length > 1000);
    for (const line of vectors) {
      const [pattern, text, expected] = JSON.parse(line) as [
        string,
        string,
        boolean,
      ];
      assert.equal(wildMatch(pattern, text), expected, line);
    }
  });

  const pod = (container: Json): Record<string, Json> => ({
    kind: { group: '', version: 'v1', kind: 'Pod' },
    object: { metadata: { name: 'p' }, spec: { containers: [container] } },
  });
  const settings = readSettings({
    signatures: [{ image: '*', pubKeys: [PEM.release], anotations: { a: 1 } }],
  });

  it('pins what is signed, and loses fields it does not know', () => {
    const container = { name: 'c', image: 'nginx', vendorField: 1 };
    const digest = digestOf('docker.io/library/nginx:latest');
    assert.deepEqual(evaluate(pod(container), settings, world), {
      kind: 'accept',
      mutated: {
        metadata: { name: 'p' },
        spec: { containers: [{ name: 'c', image: `nginx@${digest}` }] },
      },
    });
  });

  it('rejects with the message of the original', () => {
    assert.deepEqual(
      evaluate(
        pod({ name: 'c', image: 'ghcr.io/acme/unsigned:v1' }),
        settings,
        world,
      ),
      {
        kind: 'reject',
        message:
          'Resource p is not accepted: verification of image ' +
          'ghcr.io/acme/unsigned:v1 failed: Callback evaluation failure: ' +
          'Image verification failed: missing signatures',
      },
    );
  });

  it('accepts what it cannot read, and panics without an image', () => {
    assert.deepEqual(evaluate(pod({ image: 1 }), settings, world), {
      kind: 'accept',
      mutated: undefined,
    });
    assert.deepEqual(evaluate(pod({ name: 'c' }), settings, world), {
      kind: 'panic',
    });
  });

  it('reads url_prefix and not urlPrefix', () => {
    const entry = (key: string): Json => ({
      signatures: [
        {
          image: '*',
          keylessPrefix: [{ issuer: 'i', [key]: 'https://example.org/' }],
        },
      ],
    });
    assert.equal(settingsProblem(entry('url_prefix'), world), undefined);
    assert.equal(
      settingsProblem(entry('urlPrefix'), world),
      'data did not match any variant of Signature',
    );
  });
});
