// SPDX-License-Identifier: Apache-2.0

/** Threats from image names: look-alikes of good ones, and their aliases. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PEM } from '../../support/generate/images.js';
import type { JsonObject } from '../../support/json.js';
import { creation, podOf, validate } from '../../support/policy.js';
import { DIGEST, failure, verifyingHost } from '../../support/scripted-host.js';
import { rejected, said } from '../../support/rejection.js';

const DENYING = verifyingHost(() => failure('unsigned'));

const rule = (image: string): JsonObject => ({
  signatures: [{ image, pubKeys: [PEM.release] }],
});

/** Whether the rule applies to the image: nothing is signed in this world. */
function applies(pattern: string, image: string): boolean {
  const { accepted, verified } = validate(
    creation(podOf(image)),
    rule(pattern),
    DENYING,
  );
  assert.equal(verified.length, accepted ? 0 : 1);
  return !accepted;
}

describe('a rule for a good name', () => {
  const lookAlikes: readonly (readonly [string, string])[] = [
    ['registry.io/*', 'notregistry.io/x'],
    ['registry.io/*', 'evil.io/registry.io/x'],
    ['registry.io/*', 'registry.io.evil.com/x'],
    ['docker.io/*', 'docker.io.evil.com/x'],
    ['org/*', 'orgevil/x'],
    ['org/*', 'evil.io/org/x'],
    ['ghcr.io/acme/*', 'ghcr.io/acmeevil/x'],
    ['ghcr.io/acme/api:*', 'ghcr.io/acme/api-evil:v1'],
    ['ghcr.io/acme/api', 'ghcr.io/acme/api2'],
    ['registry.io/x', 'registry.io:5000/x'],
  ];
  for (const [pattern, image] of lookAlikes) {
    it(`${pattern} is not for ${image}`, () => {
      assert.equal(applies(pattern, image), false);
    });
  }
});

/** Images with spellings of the same; a rule for one is for all. */
const ALIASES: readonly (readonly string[])[] = [
  [
    'nginx',
    'nginx:latest',
    'library/nginx',
    'docker.io/nginx',
    'docker.io/library/nginx',
    'docker.io/library/nginx:latest',
    'index.docker.io/library/nginx:latest',
    'index.docker.io/nginx',
    'registry-1.docker.io/library/nginx',
    'DOCKER.IO/library/nginx',
    'docker.io:443/library/nginx',
  ],
  [
    'ghcr.io/acme/api:v1',
    'GHCR.IO/acme/api:v1',
    'ghcr.io:443/acme/api:v1',
    `ghcr.io/acme/api:v1@${DIGEST}`,
  ],
];

describe('aliases of one image', () => {
  for (const aliases of ALIASES) {
    for (const pattern of aliases.filter((name) => !name.includes('@'))) {
      it(`a rule for ${pattern} is for all of them`, () => {
        const missed = aliases.filter((image) => !applies(pattern, image));
        assert.deepEqual(missed, []);
      });
    }
  }

  const more: readonly (readonly [string, string])[] = [
    ['docker.io/*', 'nginx'],
    ['docker.io/library/*', 'nginx:1.25'],
    ['index.docker.io/*', 'grafana/grafana:11'],
    ['library/*', 'registry-1.docker.io/library/nginx'],
    ['nginx*', 'docker.io/library/nginx:1.25'],
    ['GHCR.IO/acme/*', 'ghcr.io/acme/api:v1'],
    ['ghcr.io/acme/api', `ghcr.io/acme/api@${DIGEST}`],
    ['ghcr.io/acme/api:v1', `ghcr.io/acme/api:v1@${DIGEST}`],
    ['ghcr.io/acme/*', `ghcr.io/acme/api@${DIGEST}`],
    ['ghcr.io/acme/api:sha256-*', `ghcr.io/acme/api:sha256-${'ab'.repeat(32)}`],
    ['ghcr.io/acme/api:*', `ghcr.io/acme/api:${'ab'.repeat(32)}`],
  ];
  for (const [pattern, image] of more) {
    it(`${pattern} is for ${image}`, () => {
      assert.equal(applies(pattern, image), true);
    });
  }

  it('an excluded image is meant in its canonical form only', () => {
    const settings = {
      ...rule('*'),
      excludeImages: ['docker.io/library/nginx:*'],
    };
    for (const image of ALIASES[0] ?? []) {
      assert.equal(
        validate(creation(podOf(image)), settings, DENYING).accepted,
        true,
        image,
      );
    }
    for (const image of ['evil.io/docker.io/library/nginx:1', 'nginx2']) {
      assert.equal(
        validate(creation(podOf(image)), settings, DENYING).accepted,
        false,
        image,
      );
    }
  });
});

describe('a malformed reference', () => {
  const malformed = [
    ' nginx',
    'nginx ',
    'Nginx',
    'ghcr.io/Acme/api',
    'ghcr.io//api',
    'ghcr.io/acme/',
    '/nginx',
    'nginx:',
    'nginx:-v1',
    'nginx:v1:v2',
    `nginx:${'v'.repeat(129)}`,
    'nginx@',
    'nginx@sha256:',
    `nginx@sha256:${'ab'.repeat(31)}`,
    `nginx@sha256:${'AB'.repeat(32)}`,
    `nginx@${DIGEST}@${DIGEST}`,
    `nginx@${DIGEST}:v1`,
    'https://ghcr.io/acme/api',
    'docker://nginx',
    'nginx\u0000',
    'nginx\n',
    'nginх', // the last letter is Cyrillic
    'ghcr.io:port/acme/api',
  ];
  for (const image of malformed) {
    it(`${JSON.stringify(image)} rejects`, () => {
      const verdict = validate(
        creation(podOf(image)),
        rule('registry.example.org/*'),
      );
      assert.equal(verdict.accepted, false);
      assert.deepEqual(verdict.verified, []);
      // Control characters and runs of spaces are shown as one space.
      assert.equal(
        verdict.message,
        rejected(
          said(image, 'is not a valid image reference', 'invalid-reference'),
        )
          .replaceAll('\u0000', ' ')
          .replace(/\s+/g, ' '),
      );
    });
  }
});
