// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { projectDocument, projectPath } from '../../support/project.js';
import {
  ARGUMENTS,
  POLICY,
  signedManifests,
} from '../../support/signed-manifests.js';

interface Hook {
  readonly id: string;
  readonly name: string;
  readonly language: string;
  readonly entry: string;
  readonly args: readonly string[];
  readonly additional_dependencies: readonly string[];
  readonly exclude: string;
}

const hooks = projectDocument<readonly Hook[]>('.pre-commit-hooks.yaml');
const OLD = 'signatures:\n  - image: a\n    github_actions: { owner: acme }\n';

describe('.pre-commit-hooks.yaml', () => {
  const folder = signedManifests();
  after(() => folder.remove());

  /** Runs a hook's entry with arguments and files behind it, as pre-commit does. */
  function run(id: string, args: readonly string[], files: readonly string[]) {
    const hook = hooks.find((found) => found.id === id);
    assert.ok(hook !== undefined);
    const bin = projectPath('node_modules/.bin');
    return spawnSync(
      'bash',
      ['-c', `${hook.entry} "$@"`, '-', ...args, ...files],
      {
        cwd: folder.at,
        encoding: 'utf8',
        timeout: 120_000,
        env: {
          ...process.env,
          PATH: `${bin}${delimiter}${process.env['PATH']}`,
        },
      },
    );
  }

  it('has what pre-commit wants of a hook', () => {
    for (const hook of hooks) {
      assert.match(hook.id, /^[a-z][a-z-]+$/);
      assert.equal(hook.language, 'node');
      assert.equal(hook.additional_dependencies.length, 1);
      assert.match('charts/a/templates/b.yaml', new RegExp(hook.exclude));
      assert.doesNotMatch('manifests/b.yaml', new RegExp(hook.exclude));
    }
  });

  it('verify-images passes signed images', () => {
    const args = [...ARGUMENTS, POLICY, '--'];
    const { status, stderr } = run('verify-images', args, ['signed.yaml']);
    assert.equal(status, 0, stderr);
  });

  it('verify-images stops a commit that has an unsigned one', () => {
    const args = [...ARGUMENTS, POLICY, '--'];
    const files = ['signed.yaml', 'unsigned.yaml'];
    const { status, stdout, stderr } = run('verify-images', args, files);
    assert.equal(status, 1);
    assert.match(stdout + stderr, /│ unsigned\.yaml Pod +│ rejected │/);
  });

  it('migrate-image-signatures stops former names, and mends them', () => {
    const file = join(folder.at, 'settings.yaml');
    writeFileSync(file, OLD);
    const hook = hooks.find(({ id }) => id === 'migrate-image-signatures');
    const check = run('migrate-image-signatures', hook?.args ?? [], [
      'settings.yaml',
      'signed.yaml',
    ]);
    assert.equal(check.status, 1);
    assert.equal(readFileSync(file, 'utf8'), OLD);
    const mend = run(
      'migrate-image-signatures',
      ['--write'],
      ['settings.yaml'],
    );
    assert.equal(mend.status, 0, mend.stderr);
    assert.equal(
      readFileSync(file, 'utf8'),
      OLD.replace('github_actions', 'githubActions'),
    );
  });
});
