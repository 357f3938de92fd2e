// SPDX-License-Identifier: Apache-2.0
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { emptyResult, listFiles, run } from './process.mjs';

const SUMMARY = join('build', 'node-tests.json');
const TIMEOUT_MS = 240_000;
/** Installs the packed packages several times. */
const PACKED_TIMEOUT_MS = 900_000;
const PACKED = 'build/ts/tests/packed';

const EXAMPLES = 'packages/policy-sdk-assemblyscript/examples';

/** Tests of the packages, of the SDK's examples, and of the compiled policy. */
function testFiles() {
  const packages = readdirSync('packages').flatMap((name) =>
    listFiles(join('packages', name, 'dist', 'tests'), '.test.js'),
  );
  return [
    ...packages,
    ...listFiles(EXAMPLES, '.test.mjs'),
    ...listFiles('build/ts/tests', '.test.js').filter(
      (path) => !path.startsWith(PACKED),
    ),
  ];
}

/** A compiled test whose source is gone must not run any more. */
function hasSource(path) {
  if (path.endsWith('.mjs')) return true;
  const source = path
    .replace(/^build\/ts\//, '')
    .replace('/dist/', '/')
    .replace(/\.js$/, '.ts');
  return existsSync(source);
}

/** Runs the tests written for Node's own runner. */
export function node(filter) {
  return runFiles(testFiles(), filter, {});
}

/** Runs the tests of the packages as they are published. */
export function packed(filter) {
  const files = listFiles(PACKED, '.test.js');
  return runFiles(files, filter, { timeoutMs: PACKED_TIMEOUT_MS });
}

/** Folders of tests that call the policy with much, and with anything. */
const CALLING = ['policy', 'threats', 'evidence', 'rust-policy'].map(
  (name) => `build/ts/tests/integration/${name}/`,
);

/**
 * Runs the tests that call the policy once more, against a module in which the
 * assertions of policy and SDK are left: a broken one is a trap.
 */
export async function asserts(filter) {
  const { status, output } = await run('npm', ['run', 'build:asserting']);
  if (status !== 0) {
    console.log(output);
    return { ...emptyResult(), failed: 1 };
  }
  const files = testFiles().filter((path) =>
    CALLING.some((folder) => path.startsWith(folder)),
  );
  const env = { POLICY_WASM: 'build/policy.asserting.wasm' };
  return runFiles(files, filter, { env });
}

async function runFiles(all, filter, { env = {}, timeoutMs = TIMEOUT_MS }) {
  const files = all.filter(hasSource).filter((path) => path.includes(filter));
  if (files.length === 0) return emptyResult();
  mkdirSync('build', { recursive: true });
  rmSync(SUMMARY, { force: true });
  const { status } = await run(
    process.execPath,
    [
      '--test',
      '--test-concurrency=2',
      `--test-timeout=${timeoutMs}`,
      '--test-reporter=./scripts/suites/node-reporter.mjs',
      '--test-reporter-destination=stdout',
      ...files,
    ],
    { echo: true, env: { ...env, NODE_TEST_SUMMARY: SUMMARY } },
  );
  const result = JSON.parse(readFileSync(SUMMARY, 'utf8'));
  if (status !== 0 && result.failed === 0) result.failed = 1;
  console.log(`  ${files.length} test files`);
  return result;
}
