// SPDX-License-Identifier: Apache-2.0
// Writes the part of README.md that is for operators to the file named on the
// command line: it becomes the usage annotation of the policy.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const BEGIN = '<!-- usage: begin -->\n';
const END = '<!-- usage: end -->\n';

const [target] = process.argv.slice(2);
const readme = readFileSync('README.md', 'utf8');
const begin = readme.indexOf(BEGIN);
const end = readme.indexOf(END);
if (target === undefined || begin < 0 || end < begin) {
  console.error(
    target === undefined
      ? 'usage: node scripts/usage.mjs FILE'
      : 'README.md has no part between the usage marks',
  );
  process.exit(1);
}
mkdirSync(dirname(target), { recursive: true });
writeFileSync(target, `${readme.slice(begin + BEGIN.length, end).trim()}\n`);
