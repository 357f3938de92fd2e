// SPDX-License-Identifier: Apache-2.0

/**
 * The examples in docs/messages.md are what the policy says. With UPDATE_DOCS=1
 * they are written, for the generator to read.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { validateBytes } from '../../support/policy.js';
import {
  projectJson,
  projectPath,
  writeProjectJson,
} from '../../support/project.js';
import { REJECTED_REQUESTS } from '../../support/rejected-requests.js';
import {
  isFilled,
  SETTINGS_WITH_ERRORS,
} from '../../support/settings-errors.js';
import { transcribeSettings } from '../../support/transcript.js';

const EXAMPLES = 'scripts/messages/examples.json';
const SETTINGS_EXAMPLES = 'scripts/messages/settings-examples.json';
const PAGE = projectPath('docs/messages.md');

const said = Object.fromEntries(
  Object.entries(REJECTED_REQUESTS).map(([code, { payload, host }]) => [
    code,
    validateBytes(payload, host).message,
  ]),
);
const saidOfSettings = Object.fromEntries(
  Object.entries(SETTINGS_WITH_ERRORS).map(([words, settings]) => [
    words,
    errorOf(settings),
  ]),
);
if (process.env['UPDATE_DOCS'] === '1') {
  writeProjectJson(EXAMPLES, said);
  writeProjectJson(SETTINGS_EXAMPLES, saidOfSettings);
}

/** The error of settings, or what is logged of those that are taken. */
function errorOf(settings: string): string {
  const { reply, log } = transcribeSettings(settings);
  const { message } = JSON.parse(reply) as { message?: string };
  const [logged] = log as { message: string }[];
  return message ?? logged?.message ?? '';
}

test('each request is rejected with the code it is for', () => {
  for (const [code, message] of Object.entries(said))
    assert.ok(message.endsWith(` [${code}]`), `${code}: ${message}`);
});

test('all settings have the error that they are for', () => {
  for (const [words, message] of Object.entries(saidOfSettings))
    assert.ok(isFilled(words, message), `${words}: ${message}`);
});

test('the examples are what the policy says', () => {
  assert.deepEqual(projectJson(EXAMPLES), said);
  assert.deepEqual(projectJson(SETTINGS_EXAMPLES), saidOfSettings);
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

test('the page shows the error of settings below its words', () => {
  const [, list = ''] = readFileSync(PAGE, 'utf8').split(
    '\n## Settings errors\n',
  );
  const shown = [...list.matchAll(/^ {2}Example: `(.*)`$/gm)];
  assert.deepEqual(
    shown.map(([, message]) => message).sort(),
    Object.values(saidOfSettings).sort(),
  );
});
