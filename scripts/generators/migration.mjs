// SPDX-License-Identifier: Apache-2.0
// What `policy-host migrate` shares with the policy: the names of settings, as
// assembly/settings/keys.ts has them, how the policy is deployed, as
// metadata.yml says, and how it differs from the Rust policy.
import { readFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { parse } from 'yaml';

const FOLDER = 'packages/policy-host/src/migrate';
const HEADER = `// SPDX-License-Identifier: Apache-2.0
// This file is generated: npm run generate
`;

/** Which list of words of keys.ts an object of the settings has. */
const OBJECTS = {
  settings: /settingsKeys\(\)[^']*'([^']*)'/,
  entry: /entryKeys\(\)[^']*'([^']*)'/,
  identity: /identityKeys\(.*?: nameList\('([^']*)'/s,
  prefixedIdentity: /identityKeys\(.*?\? nameList\('([^']*)'/s,
  repository: /repositoryKeys\(\)[^']*'([^']*)'/,
  path: /pathKeys\(\)[^']*'([^']*)'/,
};

function settingNames() {
  const source = readFileSync('assembly/settings/keys.ts', 'utf8');
  return Object.fromEntries(
    Object.entries(OBJECTS).map(([object, pattern]) => {
      const words = pattern.exec(source)?.[1]?.split('|');
      if (words === undefined)
        throw new Error(`keys.ts: no names of ${object}`);
      return [object, words];
    }),
  );
}

function deployment() {
  const { annotations, rules, mutating } = parse(
    readFileSync('metadata.yml', 'utf8'),
  );
  const of = (key) => annotations[`io.kubewarden.policy.${key}`];
  return {
    module: `registry://${of('ociUrl')}:v${of('version')}`,
    mutating,
    rules,
  };
}

/** The rows of a section of docs/differences.md, except for new settings. */
function differences(title) {
  const text = readFileSync('docs/differences.md', 'utf8');
  const section = text.split(`\n## ${title}\n`)[1]?.split('\n## ')[0] ?? '';
  const rows = [
    ...section.matchAll(/^\| ([A-Z]\d\d) +\| (.*?) +\| (.*?) +\|$/gm),
  ];
  if (rows.length === 0) throw new Error(`differences.md: no ${title}`);
  return rows
    .filter(([, , , why]) => why !== 'New setting.')
    .map(([, id, what]) => [
      id,
      what.replace(/`|\[([^\]]*)\]\([^)]*\)/g, (_all, link) => link ?? ''),
    ]);
}

function rustChanges() {
  const lines = (title, begin) =>
    differences(title).map(([id, what]) => `${begin} (${id}): ${what}`);
  return [
    ...lines('Requests that are rejected', 'rejected here'),
    ...lines('What the generated requests do not reach', 'rejected here'),
    ...lines('What is accepted here only', 'accepted here'),
  ];
}

async function constant(file, comment, name, value) {
  const path = `${FOLDER}/${file}`;
  const text = `${HEADER}
/** ${comment} */
export const ${name} = ${JSON.stringify(value)} as const;
`;
  const options = { ...(await resolveConfig(path)), parser: 'typescript' };
  return { [path]: await format(text, options) };
}

export default async function generate() {
  return {
    ...(await constant(
      'setting-names.ts',
      'The keys of each object of the settings, as the policy reads them.',
      'SETTING_NAMES',
      settingNames(),
    )),
    ...(await constant(
      'deployment.ts',
      'Module and rules of a deployed policy, as its metadata has them.',
      'DEPLOYMENT',
      deployment(),
    )),
    ...(await constant(
      'rust-changes.ts',
      'Verdicts that differ from the Rust policy, by their names in docs/differences.md.',
      'RUST_CHANGES',
      rustChanges(),
    )),
  };
}
