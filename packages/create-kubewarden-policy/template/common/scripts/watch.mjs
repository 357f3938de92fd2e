// SPDX-License-Identifier: Apache-2.0
// Runs the tests now, and again whenever a file of the policy changes.
import { spawnSync } from 'node:child_process';
import { watch } from 'node:fs';

const FOLDERS = ['assembly', 'tests'];
/** Editors write a file in several steps. */
const QUIET_MS = 100;

let timer;

function run() {
  spawnSync('npm', ['run', '--silent', 'test'], { stdio: 'inherit' });
  console.log('\nWaiting for changes; Ctrl+C ends.');
}

run();
for (const folder of FOLDERS) {
  watch(folder, { recursive: true }, () => {
    clearTimeout(timer);
    timer = setTimeout(run, QUIET_MS);
  });
}
