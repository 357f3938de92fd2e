// SPDX-License-Identifier: Apache-2.0
// docs/operator-hour.md shows what its commands print, with really signed
// images.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkPage } from '../../support/console-page.js';
import { isRun } from '../../support/page-commands.js';

const PAGE = 'docs/operator-hour.md';

test(`${PAGE} shows what its commands print`, () => {
  checkPage(PAGE, {}, (results) => {
    assert.ok(results.length >= 10);
    assert.ok(results.every(isRun));
  });
});
