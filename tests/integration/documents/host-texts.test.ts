// SPDX-License-Identifier: Apache-2.0

/**
 * What the policy makes of the words of real hosts, through the compiled
 * module; docs/host-texts.md shows it. UPDATE_DOCS=1 writes it.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readFixtureJson } from '../../support/fixture-files.js';
import {
  assertPage,
  inlineCode,
  markdownTable,
} from '../../support/markdown.js';
import { projectJson } from '../../support/project.js';
import {
  codeOfManifest,
  codesOfVerification,
} from '../../support/rejections/codes-of-texts.js';
import { HOST_TEXTS } from '../../support/rejections/host-texts.js';

const { version } = projectJson<{ version: string }>(
  'packages/policy-host/package.json',
);
const OUR_TEXTS = Object.entries(
  readFixtureJson<Record<string, string[]>>('messages/our-texts.json'),
);
const MANIFEST_TEXTS = readFixtureJson<Record<string, string>>(
  'signature-manifest-errors.json',
);
/** What registries answer when they have no such manifest is no fault. */
const FAULTS: Readonly<Record<string, string>> = {
  '200-no-json': 'not-verified',
  '401': 'not-authorized',
  '403': 'not-authorized',
  '429': 'registry-error',
  '500': 'registry-error',
  '500-html': 'registry-error',
  '503-backend-not-found': 'registry-error',
};

/** The first text of each situation, each once. */
function ourTexts(): (readonly [string, string])[] {
  const known = new Map<string, string>();
  for (const [situation, [text = '']] of OUR_TEXTS)
    if (!known.has(text)) known.set(text, situation);
  return [...known].map(([text, situation]) => [situation, text]);
}

const codes = (all: readonly string[]): string =>
  all.map(inlineCode).join(', ');

describe('the code of a text', () => {
  for (const { situation, hosts, text, codes } of HOST_TEXTS) {
    it(`of ${hosts.join(' and ')}: ${situation}`, () => {
      assert.deepEqual(codesOfVerification(text), codes);
    });
  }

  for (const [situation, text] of ourTexts()) {
    it(`of our host is known: ${situation}`, () => {
      assert.notDeepEqual(codesOfVerification(text), ['not-verified']);
    });
  }

  for (const [answer, text] of Object.entries(MANIFEST_TEXTS)) {
    it(`about a manifest: ${answer}`, () => {
      const expected = FAULTS[answer] ?? 'evidence-unavailable';
      assert.equal(codeOfManifest(text), expected);
    });
  }
});

describe('docs/host-texts.md', () => {
  it('is fresh', async () => {
    const recorded = HOST_TEXTS.map(({ situation, hosts, text }) => [
      situation,
      hosts.join('; '),
      inlineCode(text),
      codes(codesOfVerification(text)),
    ]);
    const ours = ourTexts().map(([situation, text]) => [
      situation,
      `policy-host ${version}`,
      inlineCode(text),
      codes(codesOfVerification(text)),
    ]);
    const manifests = Object.entries(MANIFEST_TEXTS).map(([answer, text]) => [
      answer,
      inlineCode(text),
      codes([codeOfManifest(text)]),
    ]);
    await assertPage(
      'docs/host-texts.md',
      `# What hosts say, and its code

The policy reads the words of its host to tell a [code](messages.md). These are
words of real hosts, and each row is a test of the compiled module in
\`tests/integration/documents/host-texts.test.ts\`, which writes this page. Of our
own host they are what it said in the tests of
[messages-before-and-after.md](messages-before-and-after.md); others are recorded
(\`tests/fixtures/messages/host-texts.json\`). Addresses are 127.0.0.1:5000, line
breaks are shown as spaces.

## Verifications

Three codes are told where the policy can read nothing more, where it sees that
the image has no signature, and where it sees one, in this order.

${markdownTable(['situation', 'host', 'text', 'code'], [...recorded, ...ours])}
## Signature manifests

What kwctl 1.36.0-beta.1 says, with sigstore-rs 0.13 and 0.14 alike, when
registries answer the policy's own read of a \`.sig\` manifest in their ways, after
all signatures were trusted. Under \`evidence: strict\` all are rejections; under
\`whenAvailable\` those with \`evidence-unavailable\` are none.

${markdownTable(['answer of the registry', 'text', 'code'], manifests)}`,
    );
  });
});
