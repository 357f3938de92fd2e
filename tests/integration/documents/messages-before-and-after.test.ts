// SPDX-License-Identifier: Apache-2.0

/**
 * docs/messages-before-and-after.md has what the policy says of mistakes in
 * settings, beside what an earlier build said. UPDATE_DOCS=1 writes it.
 */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { format } from 'prettier';
import { validateSettings } from '../../support/policy.js';
import { projectJson, projectPath } from '../../support/project.js';
import { SETTINGS_MISTAKES } from '../../support/settings-mistakes.js';

const PAGE = projectPath('docs/messages-before-and-after.md');
const before = projectJson<Record<string, string>>(
  'tests/fixtures/settings-mistakes-before.json',
);
const names = Object.keys(SETTINGS_MISTAKES);
const after = Object.fromEntries(
  Object.entries(SETTINGS_MISTAKES).map(([name, settings]) => [
    name,
    validateSettings(settings),
  ]),
);

const cell = (text = ''): string => text.replaceAll('|', '\\|');
const code = (text = ''): string => `\`${cell(text)}\``;

test('each mistake is refused', () => {
  for (const [name, { valid }] of Object.entries(after))
    assert.equal(valid, false, name);
});

test('there is an earlier answer to each', () => {
  assert.deepEqual(Object.keys(before), names);
});

test('the page is fresh', async () => {
  const changed = names.filter((name) => before[name] !== after[name]?.message);
  const longest = Math.max(
    ...names.map((name) => after[name]?.message.length ?? 0),
  );
  const rows = names.map((name) => {
    const now = after[name]?.message ?? '';
    const said = before[name] === now ? 'the same' : code(before[name]);
    return `| ${cell(name)} | ${said} | ${code(now)} |\n`;
  });
  const text = await format(
    `# Messages before and after

What the policy says of ${names.length} mistakes in settings. Before is the build of commit
6323d91, of 2026-11-22, as \`tests/support/record-settings-mistakes.ts\` recorded it;
after is the present one, compared by
\`tests/integration/documents/messages-before-and-after.test.ts\`. ${changed.length} differ. The
longest message has ${longest} characters. [messages.md](messages.md) explains each.

| mistake | before | after |
| --- | --- | --- |
${rows.join('')}`,
    { parser: 'markdown' },
  );
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(PAGE, text);
  assert.equal(readFileSync(PAGE, 'utf8'), text);
});
