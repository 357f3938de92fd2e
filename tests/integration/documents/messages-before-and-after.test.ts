// SPDX-License-Identifier: Apache-2.0

/**
 * docs/messages-before-and-after.md has what the policy says of really signed
 * images and of mistakes in settings, beside what the first release said.
 * UPDATE_DOCS=1 writes it.
 */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { before, describe, it } from 'node:test';
import { published } from '../../../bench/publish.js';
import { assertPage } from '../../support/markdown.js';
import { validateSettings } from '../../support/policy.js';
import {
  projectJson,
  projectPath,
  projectText,
  writeProjectJson,
} from '../../support/project.js';
import { REJECTED_REQUESTS } from '../../support/rejected-requests.js';
import { isFilled } from '../../support/settings-errors.js';
import {
  longestRejections,
  longestSettingsErrors,
} from '../../support/rejections/longest.js';
import {
  costPart,
  longestPart,
  mistakesPart,
  rejectionsPart,
  type Compared,
  type FirstRelease,
} from '../../support/rejections/page.js';
import {
  runCases,
  type RejectionRun,
} from '../../support/rejections/run-cases.js';
import { SETTINGS_MISTAKES } from '../../support/settings-mistakes.js';

type Texts = Readonly<Record<string, string>>;

const OUR_TEXTS = 'tests/fixtures/messages/our-texts.json';
const FIRST_RELEASE = 'tests/fixtures/messages/first-release.json';
const recorded = (name: string): Texts =>
  projectJson<Texts>(`tests/fixtures/messages/${name}-before.json`);
const mistakesBefore = recorded('settings-mistakes');
const rejectionsBefore = recorded('rejections');
const mistakes = Object.entries(SETTINGS_MISTAKES).map(([name, settings]) => ({
  name,
  ...validateSettings(settings),
}));

const longest = longestRejections();

let runs: Readonly<Record<string, RejectionRun>>;
before(async () => {
  runs = await runCases();
});

/** Messages that stand as code of their own in a page. */
function messagesIn(page: string): string[] {
  return page
    .split('\n')
    .filter((line) => / \[[a-z]+(?:-[a-z]+)*\]$/.test(line))
    .filter((line) => line.startsWith('    '))
    .map((line) => line.trim());
}

/** What follows the name of the object in the message of a case. */
function saidOfImage(name: string): string {
  const message = runs[name]?.message ?? '';
  return message.replace(/^Resource \S+ is not accepted: /, '');
}

describe('what is said of really signed images', () => {
  it('is the example of the catalogue', () => {
    assert.equal(
      runs['Alice signed, Bob did not']?.message,
      'Resource shop is not accepted: registry.example.org/project-safety/search:v1.2.0 (containers[0]) is not signed by Bob <bob@example.org> (signatures[0].certificates[1]) [not-signed-by]',
    );
  });

  const SAFE = 'registry.example.org/project-safety';
  const expected: Texts = {
    'another annotation': `${SAFE}/annotated:v1.0.0 (containers[0]) is signed by Alice <alice@example.org> and Bob <bob@example.org>, but without the annotations {"env":"dev"} (signatures[0].certificates) [other-annotations]`,
    'an annotation on one of two': `${SAFE}/annotations-split:v1.0.0 (containers[0]) is signed by Bob <bob@example.org>, but without the annotations {"env":"prod"} (signatures[0].certificates[1]) [other-annotations]`,
    'no log entry': `${SAFE}/no-rekor:v1.0.0 (containers[0]) is signed by Alice <alice@example.org>, but in no transparency log (signatures[0].certificates[0]) [no-log-entry]`,
    'an identity without log entry':
      'ghcr.io/acme/keyless-no-rekor:v1.0.0 (containers[0]) is signed, but in no transparency log (signatures[0]) [no-log-entry]',
    'another subject':
      'ghcr.io/acme/keyless-email:v1.0.0 (containers[0]) is not signed by ops@acme.example of https://accounts.example.org, signed by dev@acme.example instead (signatures[0].keyless[0]) [not-signed-by]',
    'another subject, kwctl':
      'ghcr.io/acme/keyless-email:v1.0.0 (containers[0]) is not signed by ops@acme.example of https://accounts.example.org, signed by dev@acme.example instead (signatures[0].keyless[0]) [not-signed-by]',
    'a bundle of cosign 3 by a key, an older kwctl': `${SAFE}/cosign3-key:v1.0.0 (containers[0]) has a bundle of predicate https://sigstore.dev/cosign/sign/v1, which this host does not verify (signatures[0].pubKeys[0]) [bundle-not-verified]`,
    'one of three keys, two needed': `${SAFE}/public-key:v1.0.0 (containers[0]) is not signed by the key sha256:d338f9ccaca5cadb... and the key sha256:1813caf999634d42... (signatures[0].pubKeys: 1 of 2) [not-signed-by]`,
  };
  for (const [name, message] of Object.entries(expected))
    it(`tells ${name}`, () => assert.equal(saidOfImage(name), message));

  it('has every code of the catalogue', () => {
    const codes = Object.values(runs).flatMap(({ message }) =>
      [...message.matchAll(/ \[([a-z-]+)\](?=$|[;,])/g)].map(
        ([, code]) => code,
      ),
    );
    assert.deepEqual(
      [...new Set(codes)].sort(),
      Object.keys(REJECTED_REQUESTS).sort(),
    );
  });

  it('is what the docs show', () => {
    const examples = projectJson<Texts>('scripts/messages/examples.json');
    const all = Object.values(runs).map(({ message }) => message);
    const said = new Set([...all, ...Object.values(examples)]);
    for (const name of Object.keys(runs)) {
      said.add(saidOfImage(name).replace(/^\S+/, 'IMAGE'));
    }
    const shown = readdirSync(projectPath('docs'))
      .filter((name) => name.endsWith('.md') && name !== 'operator-hour.md')
      .flatMap((name) => messagesIn(projectText(`docs/${name}`)));
    assert.deepEqual(
      [...shown, ...messagesIn(projectText('README.md'))].filter(
        (message) => !said.has(message),
      ),
      [],
    );
  });

  it('is no text of the host, no key and no line break', () => {
    for (const [name, { message }] of Object.entries(runs)) {
      assert.doesNotMatch(message, /Callback|BEGIN|url https?:|[\n\r]/, name);
    }
  });

  it('is said by our host as it is recorded', () => {
    const texts = Object.entries(runs)
      .filter(([, { host, causes }]) => host === undefined && causes.length > 0)
      .map(([name, { causes }]) => [name, [...new Set(causes)]]);
    const said = Object.fromEntries(texts) as unknown;
    if (process.env['UPDATE_DOCS'] === '1') writeProjectJson(OUR_TEXTS, said);
    assert.deepEqual(projectJson(OUR_TEXTS), said);
  });
});

describe('the longest message', () => {
  it('of a code is the code it is for, in at most 200 bytes', () => {
    for (const [code, { message, bytes }] of Object.entries(longest)) {
      assert.ok(message.endsWith(` [${code}]`), message);
      assert.ok(bytes <= 200, message);
    }
  });

  it('of a settings error has its words', () => {
    for (const [words, { message }] of Object.entries(longestSettingsErrors()))
      assert.ok(isFilled(words, message), words);
  });
});

describe('docs/messages-before-and-after.md', () => {
  it('has rejections and mistakes that are refused', () => {
    for (const [name, { accepted }] of Object.entries(runs))
      assert.equal(accepted, false, name);
    for (const { name, valid } of mistakes) assert.equal(valid, false, name);
  });

  it('has an earlier answer to each', () => {
    assert.deepEqual(Object.keys(rejectionsBefore), Object.keys(runs));
    assert.deepEqual(
      Object.keys(mistakesBefore),
      mistakes.map(({ name }) => name),
    );
  });

  it('is fresh', async () => {
    const rejections = Object.entries(runs).map(
      ([name, { host, message: after }]): Compared => ({
        name,
        ...(host === undefined ? {} : { host }),
        before: rejectionsBefore[name] ?? '',
        after,
      }),
    );
    const settings = mistakes.map(({ name, message: after }) => ({
      name,
      before: mistakesBefore[name] ?? '',
      after,
    }));
    await assertPage(
      'docs/messages-before-and-after.md',
      `# Messages before and after

What the policy says, beside what the build of commit 6323d91, of 2026-11-22,
said in the same tests. The earlier texts are recorded
(\`tests/fixtures/README.md\` says how), the others are made and compared by
\`tests/integration/documents/messages-before-and-after.test.ts\` at each run.
[messages.md](messages.md) explains each.

${rejectionsPart(rejections)}
${mistakesPart(settings)}
${longestPart(longest, longestSettingsErrors())}
${costPart(published(), projectJson<FirstRelease>(FIRST_RELEASE))}`,
    );
  });
});
