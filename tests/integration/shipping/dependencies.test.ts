// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { describe, it } from 'node:test';
import semver from 'semver';
import {
  PROJECT,
  projectDocument,
  projectText,
} from '../../support/project.js';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly engines?: { readonly node?: string };
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

const OLDEST_NODE = '20.17.0';
const FOLDERS = [
  '',
  ...readdirSync(`${PROJECT}packages`).map((name) => `packages/${name}/`),
];
const manifests = FOLDERS.filter((folder) =>
  existsSync(`${PROJECT}${folder}package.json`),
).map((folder) => ({
  folder,
  manifest: projectDocument<Manifest>(`${folder}package.json`),
}));
const own = new Set(manifests.map(({ manifest }) => manifest.name));

const direct = manifests.flatMap(({ folder, manifest }) =>
  Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })
    .filter(([name]) => !own.has(name))
    .map(([name, range]) => ({ folder, name, range })),
);

function installed(folder: string, name: string): Manifest {
  const nested = `${folder}node_modules/${name}/package.json`;
  return projectDocument<Manifest>(
    existsSync(`${PROJECT}${nested}`)
      ? nested
      : `node_modules/${name}/package.json`,
  );
}

describe('dependencies', () => {
  it('are all explained', () => {
    const text = projectText('docs/dependencies.md');
    const names = new Set(text.match(/@?[\w-]+(?:\/[\w.-]+)?/g));
    for (const { name } of direct) assert.ok(names.has(name), name);
  });

  it('have exact versions', () => {
    for (const { folder, name, range } of direct) {
      assert.ok(semver.valid(range) !== null, `${folder}: ${name} ${range}`);
    }
  });

  it(`run on Node ${OLDEST_NODE}`, () => {
    for (const { folder, name } of direct) {
      const engines = installed(folder, name).engines?.node ?? '*';
      assert.ok(semver.satisfies(OLDEST_NODE, engines), `${name}: ${engines}`);
    }
  });

  // One of them brings an npm of its own, which `npm run` finds first, and
  // which answers 0 without doing anything where install scripts are off.
  it('bring no npm that scripts would call', () => {
    const { scripts = {} } = projectDocument<Manifest>('package.json');
    for (const [name, script] of Object.entries(scripts)) {
      assert.doesNotMatch(script, /\bnp[mx]\b/, name);
    }
  });

  it('come from no named host in the lockfile', () => {
    const lock = projectText('package-lock.json');
    assert.ok(!lock.includes('"resolved": "http'));
  });
});
