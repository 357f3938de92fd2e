// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, it } from 'node:test';
import { projectPath, projectText } from '../../support/project.js';

/** Names in the first column of tables: `| \`sdk/\` | ... |`. */
const FOLDER = /^\| `([^`*]+)\/` /gm;

describe('docs/architecture.md, Tests', () => {
  const text = projectText('docs/architecture.md');
  const tests = text.slice(text.indexOf('\n## Tests\n'));
  const named = [...tests.matchAll(FOLDER)].map(([, name]) => name);

  for (const [folder, prefix] of [
    ['tests', 'tests/'],
    ['tests/integration', ''],
  ] as const) {
    it(`names every folder of ${folder}, and no other`, () => {
      const folders = readdirSync(projectPath(folder), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => prefix + name);
      const rows = named.filter((name = '') => {
        return name.startsWith('tests/') === (prefix !== '');
      });
      assert.deepEqual(rows.sort(), folders.sort());
    });
  }

  it('leaves no integration test outside of a folder', () => {
    const loose = readdirSync(projectPath('tests/integration')).filter((name) =>
      name.endsWith('.ts'),
    );
    assert.deepEqual(loose, []);
  });
});
