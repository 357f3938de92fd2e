// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { pathToFileURL } from 'node:url';
import { after, before, describe, test } from 'node:test';
import { reportPage } from '../../src/enforcement/page.js';
import type { EnforcementReport } from '../../src/enforcement/types.js';
import { chromium, openPage } from '../support/chromium.js';
import type { Page } from '../support/chromium.js';
import { temporaryFolder } from '../support/cli.js';
import type { Folder } from '../support/cli.js';

const pods = (...names: string[]) =>
  names.map((name) => ({ apiVersion: 'v1', kind: 'Pod', name }));
const finding = (
  code: string,
  image: string,
  message: string,
  ...names: string[]
) => ({
  policy: 'signed',
  codes: [code],
  images: [image],
  message: `${image} (containers[0]) ${message} [${code}]`,
  objects: pods(...names),
});

const REPORT: EnforcementReport = {
  policies: ['signed'],
  totals: { objects: 9, rejected: 4, images: 3 },
  namespaces: [
    {
      namespace: '',
      objects: 1,
      rejected: 0,
      findings: [],
      imagesWithoutDigest: [],
    },
    {
      namespace: 'pay',
      objects: 2,
      rejected: 1,
      findings: [
        finding('unsigned', 'reg/pay:v1', '</script><img src=x>', 'bill'),
      ],
      imagesWithoutDigest: ['reg/pay:v1'],
    },
    {
      namespace: 'shop',
      objects: 6,
      rejected: 3,
      findings: [
        finding('unsigned', 'reg/web:v1', 'is not signed', 'web'),
        finding('not-signed-by', 'reg/cart:v2', 'not by Bob', 'a', 'b'),
      ],
      imagesWithoutDigest: ['reg/cart:v2', 'reg/web:v1'],
    },
  ],
  unusedRules: [{ policy: 'signed', index: 2, pattern: 'regg/*' }],
};

let folder: Folder;
before(async () => {
  folder = await temporaryFolder();
});
after(() => folder.remove());

test('texts of others are no markup', () => {
  const page = reportPage(REPORT);
  assert.equal(page.split('</script>').length, 2);
  assert.ok(!page.includes('<img'));
  assert.ok(page.includes('&#60;/script&#62;&#60;img src=x&#62;'));
});

test('nothing is asked for: the policy of the page forbids it', () => {
  const page = reportPage(REPORT);
  assert.match(page, /content="default-src 'none'; style-src 'sha256-/);
  assert.doesNotMatch(page, /https?:|\/\/|@import|url\(/);
});

const SHOWN = `[...document.querySelectorAll('tr[data-codes]')].filter((row) => !row.hidden).map((row) => row.dataset.images)`;
const COUNT = `document.querySelector('#count').textContent`;
const FOCUSED = `document.activeElement.name || document.activeElement.tagName`;

describe(
  'the page in headless Chromium',
  { skip: chromium === undefined ? 'no Chromium found on PATH' : false },
  () => {
    let page: Page;
    before(async () => {
      assert.ok(chromium !== undefined);
      const file = await folder.write('report.html', reportPage(REPORT));
      const url = pathToFileURL(file).href;
      page = await openPage(chromium, folder.at('profile'), url);
    });
    after(() => page.close());

    test('shows all, and has asked for itself only', async () => {
      assert.equal(await page.evaluate(COUNT), '3 of 3 findings shown');
      assert.equal(page.requested.length, 1);
    });

    test('is filtered with the keyboard alone', async () => {
      await page.press('Tab');
      assert.equal(await page.evaluate(FOCUSED), 'namespace');
      await page.press('s', 's');
      assert.deepEqual(await page.evaluate(SHOWN), [
        'reg/web:v1',
        'reg/cart:v2',
      ]);
      await page.press('Tab');
      assert.equal(await page.evaluate(FOCUSED), 'code');
      await page.press('n', 'n');
      assert.deepEqual(await page.evaluate(SHOWN), ['reg/cart:v2']);
      await page.press('Tab');
      assert.equal(await page.evaluate(FOCUSED), 'image');
      await page.press('w', 'w');
      assert.deepEqual(await page.evaluate(SHOWN), []);
      assert.equal(await page.evaluate(COUNT), '0 of 3 findings shown');
      await page.press('Tab');
      assert.equal(await page.evaluate(FOCUSED), 'BUTTON');
      await page.press('Enter', '\r');
      await page.send('Runtime.evaluate', {
        expression: 'new Promise((done) => setTimeout(done, 50))',
        awaitPromise: true,
      });
      assert.equal(await page.evaluate(COUNT), '3 of 3 findings shown');
    });

    for (const [scheme, back] of [
      ['light', 'rgb(255, 255, 255)'],
      ['dark', 'rgb(20, 23, 28)'],
    ] as const) {
      test(`is ${scheme} where the system is`, async () => {
        const features = [{ name: 'prefers-color-scheme', value: scheme }];
        await page.send('Emulation.setEmulatedMedia', { features });
        const color = `getComputedStyle(document.body).backgroundColor`;
        assert.equal(await page.evaluate(color), back);
      });
    }
  },
);
