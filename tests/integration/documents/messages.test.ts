// SPDX-License-Identifier: Apache-2.0

/**
 * The examples in docs/messages.md are what the policy says. With UPDATE_DOCS=1
 * they are written, for the generator to read.
 */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { validateBytes } from '../../support/policy.js';
import { projectPath } from '../../support/project.js';
import { REJECTED_REQUESTS } from '../../support/rejected-requests.js';

const EXAMPLES = projectPath('scripts/messages/examples.json');
const PAGE = projectPath('docs/messages.md');

const said = Object.fromEntries(
  Object.entries(REJECTED_REQUESTS).map(([code, { payload, host }]) => [
    code,
    validateBytes(payload, host).message,
  ]),
);
if (process.env['UPDATE_DOCS'] === '1')
  writeFileSync(EXAMPLES, `${JSON.stringify(said, null, 2)}\n`);

test('each request is rejected with the code it is for', () => {
  for (const [code, message] of Object.entries(said))
    assert.ok(message.endsWith(` [${code}]`), `${code}: ${message}`);
});

test('the examples are what the policy says', () => {
  assert.deepEqual(JSON.parse(readFileSync(EXAMPLES, 'utf8')), said);
});

test('the page shows them, each below its code', () => {
  const [, ...sections] = readFileSync(PAGE, 'utf8')
    .replace(/\n## Settings errors[^]*/, '')
    .split('\n### ');
  const shown = sections.map((section) => [
    section.slice(0, section.indexOf('\n')),
    /^ {4}(.*)$/m.exec(section)?.[1],
  ]);
  assert.deepEqual(Object.fromEntries(shown), said);
});
