// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { describe, it } from 'node:test';
import { PROJECT, projectDocument } from '../../support/project.js';

/** As in docs/releasing.md. */
const PACKAGES = [
  'policy-sdk-assemblyscript',
  'policy-host',
  'kwctl',
  'create-kubewarden-policy',
];

interface Workflow {
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

interface Job {
  readonly needs?: string;
  readonly uses?: string;
  readonly 'timeout-minutes'?: number;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps?: readonly { readonly uses?: string; readonly run?: string }[];
  readonly strategy?: {
    readonly matrix: Readonly<Record<string, readonly unknown[]>>;
  };
}

const FOLDER = '.github/workflows';
const FILES = readdirSync(`${PROJECT}${FOLDER}`);
const read = (file: string) => projectDocument<Workflow>(`${FOLDER}/${file}`);
const actionlintMissing =
  spawnSync('actionlint', ['-version']).error === undefined
    ? false
    : 'actionlint not found';

describe('workflows', () => {
  for (const file of FILES) {
    const jobs = Object.entries(read(file).jobs);

    it(`${file} pins every action to a commit`, () => {
      for (const [, job] of jobs) {
        for (const { uses } of job.steps ?? []) {
          if (uses !== undefined)
            assert.match(uses, /^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/);
        }
        if (job.uses !== undefined) assert.match(job.uses, /^\.\//);
      }
    });

    it(`${file} bounds its jobs and grants nothing by default`, () => {
      assert.ok(!Object.values(read(file).permissions).includes('write'));
      for (const [name, job] of jobs) {
        if (job.uses === undefined) assert.ok(job['timeout-minutes'], name);
      }
    });

    it(`${file} writes no expression into a script`, () => {
      for (const [, job] of jobs) {
        for (const { run } of job.steps ?? []) {
          assert.ok(!run?.includes('${{'), run);
        }
      }
    });
  }

  it('test on every supported Node, on Linux and macOS', () => {
    const matrix = read('ci.yml').jobs['test']?.strategy?.matrix;
    assert.deepEqual(matrix?.['node'], [20, 22, 24]);
    assert.deepEqual(matrix?.['os'], ['ubuntu-latest', 'macos-latest']);
  });

  it('release with signature, SBOM and provenance', () => {
    const steps = read('release.yml').jobs['policy']?.steps ?? [];
    const text = JSON.stringify(steps);
    for (const part of [
      'annotated-policy.wasm',
      'policy-host.js push',
      'cosign sign ',
      'cosign verify ',
      'npm sbom',
      'actions/attest-build-provenance@',
    ]) {
      assert.ok(text.includes(part), part);
    }
  });

  it('publish the chart after the policy that it names, signed', () => {
    const job = read('release.yml').jobs['chart'];
    assert.equal(job?.needs, 'policy');
    const text = job?.steps?.map(({ run }) => run ?? '').join('\n') ?? '';
    for (const part of [
      'npm run lint:version',
      'make tools',
      'node scripts/publish-chart.mjs "$CHARTS"',
      'cosign sign ',
      'cosign verify ',
    ]) {
      assert.ok(text.includes(part), part);
    }
  });

  it('publish the packages with provenance, in the order of dependencies', () => {
    const job = read('release.yml').jobs['packages'];
    assert.equal(job?.permissions?.['id-token'], 'write');
    const text = job?.steps?.map(({ run }) => run ?? '').join('\n') ?? '';
    assert.match(text, /npm publish .*--provenance/);
    assert.ok(text.includes(`for package in ${PACKAGES.join(' ')};`), text);
    // Each comes after those of ours that it needs.
    const done = new Set<string>();
    for (const folder of PACKAGES) {
      const manifest = projectDocument<{
        name: string;
        dependencies?: Record<string, string>;
      }>(`packages/${folder}/package.json`);
      const own = Object.keys(manifest.dependencies ?? {}).filter((name) =>
        name.startsWith('@kubewarden/'),
      );
      for (const name of own) assert.ok(done.has(name), `${folder}: ${name}`);
      done.add(manifest.name);
    }
  });

  it('please actionlint', { skip: actionlintMissing }, () => {
    const { status, stdout } = spawnSync(
      'actionlint',
      FILES.map((file) => `${PROJECT}${FOLDER}/${file}`),
      { encoding: 'utf8' },
    );
    assert.equal(status, 0, stdout);
  });
});
