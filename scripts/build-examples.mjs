// SPDX-License-Identifier: Apache-2.0
// Compiles the SDK's example policies, each in its own folder as its author
// would.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

const FOLDER = 'packages/policy-sdk-assemblyscript/examples';
const COMPILER = resolve('node_modules/assemblyscript/bin/asc.js');

for (const name of readdirSync(FOLDER)) {
  const cwd = join(FOLDER, name);
  if (!existsSync(join(cwd, 'asconfig.json'))) continue;
  const args = [COMPILER, '--config', 'asconfig.json', '--target', 'release'];
  const { status } = spawnSync(process.execPath, args, {
    cwd,
    stdio: 'inherit',
  });
  if (status !== 0) {
    console.error(`${cwd}: exit ${status}`);
    process.exitCode = 1;
  }
}
