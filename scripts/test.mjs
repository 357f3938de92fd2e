// SPDX-License-Identifier: Apache-2.0
// Runs the test suites and adds their counts up.
//
//   node scripts/test.mjs [SUITE...] [--filter TEXT]
//
// Without names all suites run. TEXT selects test files by a part of their
// path. A failure, or a suite in which no test ran, makes the exit code 1.
// With REQUIRE_TOOLS=1 a test skipped for want of one of TOOLS is a failure.
import { parseArgs } from 'node:util';
import { sdk, unit } from './suites/as-pect.mjs';
import { e2e } from './suites/bats.mjs';
import { build, lint } from './suites/checks.mjs';
import { asserts, node, packed } from './suites/node.mjs';

const SUITES = { build, lint, unit, sdk, node, asserts, packed, e2e };
const TOOLS =
  /\b(bats|docker-registry|wasmtime|chromium|zsh|fish|python3?|helm|kustomize|oras|softhsm2-util|pkcs11-tool)\b/i;

async function runSuite(name, filter) {
  const started = Date.now();
  console.log(`\n${name}`);
  const result = await SUITES[name](filter);
  const { skips } = result;
  for (const { name: test, reason } of skips) {
    console.log(`  skipped ${test}: ${reason}`);
  }
  if (process.env.REQUIRE_TOOLS === '1') {
    for (const { name: test, reason } of skips) {
      if (!TOOLS.test(reason)) continue;
      console.log(`  FAILED  ${test} was skipped, but its tool is required`);
      result.failed += 1;
    }
  }
  if (filter === '' && result.passed + result.failed + skips.length === 0) {
    console.log('  FAILED  no test ran');
    result.failed += 1;
  }
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  console.log(
    `  ${name}: ${result.passed} ok, ${result.failed} not ok, ` +
      `${skips.length} left out, ${seconds} s`,
  );
  return result;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { filter: { type: 'string', default: '' } },
});
const unknown = positionals.filter((name) => !Object.hasOwn(SUITES, name));
if (unknown.length > 0) {
  console.error(
    `unknown suite ${unknown.join(', ')}; ` +
      `there are ${Object.keys(SUITES).join(', ')}`,
  );
  process.exit(2);
}

const total = { passed: 0, failed: 0, skipped: 0 };
const names = positionals.length > 0 ? positionals : Object.keys(SUITES);
for (const name of names) {
  const result = await runSuite(name, values.filter);
  total.passed += result.passed;
  total.failed += result.failed;
  total.skipped += result.skips.length;
}
console.log(
  `\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`,
);
process.exitCode = total.failed > 0 ? 1 : 0;
