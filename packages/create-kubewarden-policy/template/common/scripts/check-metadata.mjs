// SPDX-License-Identifier: Apache-2.0
// metadata.yml says what the policy is; package.json, artifacthub-pkg.yml and
// README.md say it again for npm, Artifact Hub and people, and must agree.
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { parse } from 'yaml';

const read = (path) => readFileSync(path, 'utf8');
const { annotations, ...metadata } = parse(read('metadata.yml'));
const of = (name) => annotations[`io.kubewarden.policy.${name}`];
const manifest = JSON.parse(read('package.json'));
const hub = parse(read('artifacthub-pkg.yml'));
const readme = read('README.md');

const image = `${of('ociUrl')}:v${of('version')}`;
const rules = parse(hub.annotations['kubewarden/rules'] ?? '[]');
const resources = hub.annotations['kubewarden/resources'] ?? '';

/** What must be the same: where it stands, what is there, what should be. */
const checks = [
  ['package.json name', manifest.name, of('title')],
  ['package.json version', manifest.version, of('version')],
  ['package.json description', manifest.description, of('description')],
  ['artifacthub-pkg.yml name', hub.name, of('title')],
  ['artifacthub-pkg.yml version', hub.version, of('version')],
  ['artifacthub-pkg.yml description', hub.description, of('description')],
  ['artifacthub-pkg.yml license', hub.license, of('license')],
  ['artifacthub-pkg.yml image', hub.containersImages[0].image, image],
  ['artifacthub-pkg.yml install', hub.install.includes(image), true],
  ['artifacthub-pkg.yml rules', rules, metadata.rules],
  [
    'artifacthub-pkg.yml mutation',
    hub.annotations['kubewarden/mutation'],
    String(metadata.mutating),
  ],
  [
    'artifacthub-pkg.yml resources',
    resources,
    annotations['io.artifacthub.resources'] ?? '',
  ],
  ['README.md title', /^# (.*)$/m.exec(readme)?.[1], of('title')],
  ['README.md description', readme.includes(of('description')), true],
];

for (const [place, found, wanted] of checks) {
  if (isDeepStrictEqual(found, wanted)) continue;
  console.error(
    `${place} is ${JSON.stringify(found)}, but metadata.yml has ${JSON.stringify(wanted)}`,
  );
  process.exitCode = 1;
}
