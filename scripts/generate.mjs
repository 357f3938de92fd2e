// SPDX-License-Identifier: Apache-2.0
// Writes the generated files, or with --check fails when one is stale.
//
// A generator is a module scripts/generators/NAME.mjs whose default export
// answers the files it makes: a map of path to text. It reads the project's
// files only, so that the same tree always gives the same text.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const FOLDER = 'scripts/generators';
const check = process.argv.includes('--check');
let stale = 0;

for (const name of readdirSync(FOLDER).sort()) {
  const module = await import(pathToFileURL(join(FOLDER, name)).href);
  for (const [path, text] of Object.entries(await module.default())) {
    let present = '';
    try {
      present = readFileSync(path, 'utf8');
    } catch {
      // A file that is not there yet is stale like any other.
    }
    if (present === text) continue;
    stale += 1;
    if (check) console.error(`${path} is stale: run npm run generate`);
    else {
      writeFileSync(path, text);
      console.log(`wrote ${path}`);
    }
  }
}
process.exitCode = check && stale > 0 ? 1 : 0;
