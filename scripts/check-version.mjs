// SPDX-License-Identifier: Apache-2.0
// The version stands in the root package.json; every other place must agree.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const json = (path) => JSON.parse(readFileSync(path, 'utf8'));
const yaml = (path) => parse(readFileSync(path, 'utf8'));

const { version } = json('package.json');
const chart = yaml('deploy/chart/Chart.yaml');
const metadata = yaml('metadata.yml').annotations;
const artifactHub = yaml('artifacthub-pkg.yml');

const places = {
  'metadata.yml': metadata['io.kubewarden.policy.version'],
  'artifacthub-pkg.yml version': artifactHub.version,
  'artifacthub-pkg.yml image': artifactHub.containersImages[0].image
    .split(':v')
    .at(-1),
  'deploy/chart/Chart.yaml': chart.version,
  'deploy/chart/Chart.yaml module': chart.appVersion,
  'action.yml': yaml('action.yml').inputs.package.default.split('@').at(-1),
};
for (const hook of yaml('.pre-commit-hooks.yaml')) {
  const [dependency] = hook.additional_dependencies;
  places[`.pre-commit-hooks.yaml ${hook.id}`] = dependency.split('@').at(-1);
}
const EXAMPLES = 'packages/policy-sdk-assemblyscript/examples';
const folders = ['packages', EXAMPLES].flatMap((parent) =>
  readdirSync(parent).map((name) => join(parent, name)),
);
for (const folder of folders) {
  const path = join(folder, 'package.json');
  places[path] = json(path).version;
}

for (const [place, found] of Object.entries(places)) {
  if (found === version) continue;
  console.error(`${place}: version ${found}, but package.json has ${version}`);
  process.exitCode = 1;
}
