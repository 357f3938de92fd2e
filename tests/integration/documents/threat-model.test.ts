// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { describe, it } from 'node:test';
import { PROJECT, projectText } from '../../support/project.js';

const ROW = /^\| (.+?) +\| (`.+?) +\|$/gm;
const REFERENCE = /^`([^`]+)`(?:, .*)?(?:: (.+))?$/;

describe('docs/threat-model.md', () => {
  const rows = [...projectText('docs/threat-model.md').matchAll(ROW)];

  it('has the rows of all threats', () => assert.ok(rows.length >= 23));

  for (const [, threat = '', tests = ''] of rows) {
    it(`${threat.slice(0, 60)}: its tests are there`, () => {
      for (const reference of tests.split('; ')) {
        const [, file = '', title] = REFERENCE.exec(reference) ?? [];
        const path = file.startsWith('packages/')
          ? file
          : `tests/integration/${file}`;
        assert.ok(existsSync(PROJECT + path), path);
        if (title === undefined) continue;
        const text = projectText(path);
        assert.ok(
          text.includes(`describe('${title}'`),
          `${path} has no suite "${title}"`,
        );
      }
    });
  }
});

describe('docs/architecture.md', () => {
  it('names every folder of the sources', () => {
    const text = projectText('docs/architecture.md');
    const sources = [
      'assembly',
      'packages/policy-sdk-assemblyscript/assembly',
      'packages/policy-host/src',
    ];
    for (const source of sources) {
      const entries = readdirSync(PROJECT + source, { withFileTypes: true });
      for (const entry of entries) {
        if (!entry.isDirectory()) continue;
        assert.match(text, new RegExp(`^\\| \`${entry.name}/\``, 'm'), source);
      }
    }
  });
});
