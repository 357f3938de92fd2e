// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  formatReference,
  parseReference,
  siblingReference,
} from '../../src/registry/reference.js';

const DIGEST = `sha256:${'ab'.repeat(32)}`;

const EXPANSIONS: readonly (readonly [string, string])[] = [
  ['busybox', 'docker.io/library/busybox:latest'],
  ['busybox:1', 'docker.io/library/busybox:1'],
  ['grafana/grafana', 'docker.io/grafana/grafana:latest'],
  ['docker.io/busybox', 'docker.io/library/busybox:latest'],
  ['index.docker.io/busybox', 'docker.io/library/busybox:latest'],
  ['localhost/x', 'localhost/x:latest'],
  ['localhost:5000/x/y:t', 'localhost:5000/x/y:t'],
  ['GHCR.IO/x', 'ghcr.io/x:latest'],
  ['[::1]:5000/x', '[::1]:5000/x:latest'],
  [`ghcr.io/a/b@${DIGEST}`, `ghcr.io/a/b@${DIGEST}`],
  [`ghcr.io/a/b:t@${DIGEST}`, `ghcr.io/a/b:t@${DIGEST}`],
];

for (const [text, full] of EXPANSIONS) {
  test(`reference ${text} means ${full}`, () => {
    assert.equal(formatReference(parseReference(text)), full);
  });
}

const MALFORMED = [
  '',
  ' ',
  'Busybox',
  'registry://ghcr.io/a',
  'https://ghcr.io/a',
  'ghcr.io/',
  'ghcr.io/a:',
  'ghcr.io/a:-t',
  'ghcr.io/a//b',
  'ghcr.io/../a',
  'ghcr.io/a@sha256:ab',
  `ghcr.io/a@${DIGEST.toUpperCase()}`,
  `ghcr.io/a@${DIGEST}@${DIGEST}`,
  'ghcr.io:port/a',
  'user@ghcr.io/a',
  'ghcr.io/a b',
  'ghcr.io/a\n',
  `ghcr.io/${'a'.repeat(300)}`,
  `ghcr.io/a:${'t'.repeat(129)}`,
];

for (const text of MALFORMED) {
  test(`reference ${JSON.stringify(text.slice(0, 40))} is refused`, () => {
    assert.throws(() => parseReference(text), {
      code: 'REGISTRY',
      message: 'invalid reference format',
    });
  });
}

test('a sibling keeps the repository and nothing else', () => {
  const image = parseReference(`ghcr.io/a/b:t@${DIGEST}`);
  const tag = siblingReference(image, 'sha256-00.sig');
  assert.equal(formatReference(tag), 'ghcr.io/a/b:sha256-00.sig');
  const digest = siblingReference(image, DIGEST);
  assert.equal(formatReference(digest), `ghcr.io/a/b@${DIGEST}`);
});
