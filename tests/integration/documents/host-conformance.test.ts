// SPDX-License-Identifier: Apache-2.0

/** Every row of docs/host-conformance.md names tests, and they are there. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { describe, it } from 'node:test';
import { PROJECT, projectText } from '../../support/project.js';

/** `what | ours | tests`; bars inside of cells are escaped. */
const ROW = /^\| ((?:\\.|[^|\\])+?) +\| ((?:\\.|[^|\\])+?) +\| (.*?) *\|$/;
/** A file, below the host's tests or the project, and parts of titles. */
const REFERENCE = /^`([^`]+)` (.+)$/;
/** Rows about what this host leaves to others have nothing to test. */
const NOT_OURS = /^(?:not there|not done|not supported|kwctl's job)/;
const ROWS = 139;
const HOST_TESTS = 'packages/policy-host/tests/';

interface Row {
  readonly what: string;
  readonly ours: string;
  readonly tests: string;
}

function rows(): Row[] {
  return projectText('docs/host-conformance.md')
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => {
      const [, what = '', ours = '', tests = ''] = ROW.exec(line) ?? [];
      assert.ok(what !== '', `three cells: ${line}`);
      return { what, ours, tests };
    })
    .filter(({ what }) => what !== 'what' && !what.startsWith('---'));
}

function check(reference: string): void {
  const [, file = '', titles = ''] = REFERENCE.exec(reference) ?? [];
  assert.ok(file !== '', `"${reference}" is no file with a title`);
  const path = /^(?:docs|tests)\//.test(file) ? file : HOST_TESTS + file;
  assert.ok(existsSync(PROJECT + path), path);
  const text = projectText(path);
  for (const title of titles.split(/, | \.\.\. /)) {
    const part = title.replace(/ ?\.\.\.$/, '').replace(/^\.\.\. /, '');
    assert.ok(part.length > 2, reference);
    assert.ok(text.includes(part), `${path} has no test "${part}"`);
  }
}

describe('docs/host-conformance.md', () => {
  it('has the rows of all sections', () => {
    assert.ok(rows().length >= ROWS);
  });

  for (const { what, ours, tests } of rows()) {
    it(`names tests that exist: ${what.slice(0, 60)}`, () => {
      if (tests === '-') assert.match(ours, NOT_OURS);
      else for (const one of tests.split('; ')) check(one);
    });
  }
});
