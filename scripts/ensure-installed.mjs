// SPDX-License-Identifier: Apache-2.0
// Runs `npm ci` when node_modules is missing or differs from the lockfile, and
// does nothing otherwise, so that every make target may depend on it.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

function readPackages(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** Every locked package is there in its version; optional ones may lack. */
function isInstalled() {
  const locked = readPackages('package-lock.json');
  const present = readPackages('node_modules/.package-lock.json');
  if (locked === undefined || present === undefined) return false;
  return Object.entries(locked).every(([path, wanted]) => {
    if (!path.includes('node_modules/')) return true;
    const found = present[path];
    if (found === undefined) {
      return wanted.optional === true || wanted.devOptional === true;
    }
    return found.version === wanted.version;
  });
}

if (!isInstalled()) {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const { status } = spawnSync(npm, ['ci'], { stdio: 'inherit' });
  process.exit(status ?? 1);
}
