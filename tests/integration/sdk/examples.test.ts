// SPDX-License-Identifier: Apache-2.0

/** Compiles the SDK's example policies and runs their own tests. */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { PROJECT } from '../../support/project.js';

const EXAMPLES = `${PROJECT}packages/policy-sdk-assemblyscript/examples`;
const COMPILER = `${PROJECT}node_modules/assemblyscript/bin/asc.js`;
const HOST = `${PROJECT}packages/policy-host/bin/policy-host.js`;
const NAMES = [
  'image-digest',
  'pod-privileged',
  'raw-validation',
  'safe-labels',
  'unique-service-selector',
];

/** Runs Node in a folder and gives what it printed; asserts success. */
function node(folder: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: folder,
    encoding: 'utf8',
    // A test runner inside a test runner must not talk to the outer one.
    env: { ...process.env, NODE_TEST_CONTEXT: undefined },
  });
  assert.equal(status, 0, stdout + stderr);
  return { stdout, stderr };
}

describe('example policies', () => {
  it('are all known', () => {
    assert.deepEqual(readdirSync(EXAMPLES).sort(), NAMES);
  });

  for (const name of NAMES) {
    it(`${name} compiles, and its tests pass`, () => {
      const folder = `${EXAMPLES}/${name}`;
      node(
        folder,
        COMPILER,
        '--config',
        'asconfig.json',
        '--target',
        'release',
      );
      assert.match(node(folder, '--test').stdout, /# fail 0\n/);
      // A capability used but not declared, or the reverse, is a warning.
      const { stderr } = node(
        folder,
        ...[HOST, 'annotate', '-m', 'metadata.yml'],
        ...['-o', 'annotated-policy.wasm', 'policy.wasm'],
      );
      assert.equal(stderr, '');
      assert.match(readFileSync(`${folder}/README.md`, 'utf8'), /npm test/);
    });
  }

  it('have a debug build with the names of functions', () => {
    const folder = `${EXAMPLES}/pod-privileged`;
    const path = `${folder}/debug.wasm`;
    rmSync(path, { force: true });
    node(folder, COMPILER, '--config', 'asconfig.json', '--target', 'debug');
    const names = readFileSync(path).toString('latin1');
    assert.ok(names.includes('assembly/index/validate'));
    assert.ok(names.includes('wapc/explain/abort'));
  });
});
