// SPDX-License-Identifier: Apache-2.0
// Links between the documents lead somewhere: to a file that is there, and to a
// heading that it has.
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, it } from 'node:test';
import { projectPath, projectText } from '../../support/project.js';

const OURS =
  /^https:\/\/github\.com\/kubewarden\/verify-image-signatures-as\/(?:blob|tree)\/main\//;
const FENCED = /^ *```[\s\S]*?^ *```$/gm;
const LINK = /\]\(([^()\s]+)\)|(?:src|srcset)="([^"]+)"/g;

const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'deploy/README.md',
  'deploy/chart/README.md',
  ...readdirSync(projectPath('packages')).map(
    (name) => `packages/${name}/README.md`,
  ),
  ...readdirSync(projectPath('docs'), { recursive: true })
    .map((path) => `docs/${String(path)}`)
    .filter((path) => path.endsWith('.md')),
];

/** The anchors that GitHub gives the headings of a page. */
function anchorsOf(page: string): Set<string> {
  const headings = projectText(page)
    .replace(FENCED, '')
    .matchAll(/^#+ (.*)$/gm);
  return new Set(
    [...headings].map(([, heading = '']) =>
      heading
        .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

/** Where a link of a page leads in this project; undefined if elsewhere. */
function targetOf(page: string, link: string): string | undefined {
  if (OURS.test(link)) return link.replace(OURS, '');
  if (/^[a-z]+:/.test(link)) return undefined;
  if (link.startsWith('#')) return `${page}${link}`;
  return normalize(join(dirname(page), link));
}

describe('links', () => {
  for (const page of PAGES) {
    it(`of ${page} lead somewhere`, () => {
      const text = projectText(page).replace(FENCED, '');
      for (const [, first, second] of text.matchAll(LINK)) {
        const link = first ?? second ?? '';
        const [path = '', anchor] = (targetOf(page, link) ?? '').split('#');
        if (path === '') continue;
        assert.ok(existsSync(projectPath(path)), `${page}: ${link}`);
        if (anchor !== undefined)
          assert.ok(anchorsOf(path).has(anchor), `${page}: ${link}`);
      }
    });
  }
});
