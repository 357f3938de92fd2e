// SPDX-License-Identifier: Apache-2.0
// artifacthub-pkg.yml, made from metadata.yml as `kwctl scaffold artifacthub`
// does. The time of the package is the release date in CHANGELOG.md, so that
// the same sources always give the same file.
import { readFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';

const HEADER = `# Kubewarden Artifacthub Package config
#
# Use this config to submit the policy to https://artifacthub.io.
#
# This file is generated: npm run generate
`;
const POLICY = 'io.kubewarden.policy.';
const CONTROLLER =
  'https://artifacthub.io/packages/helm/kubewarden/kubewarden-controller';

/** `Name <mail>` pairs; a name may stand in double quotes. */
function parseAuthors(text) {
  return [
    ...text.matchAll(/(?:^|,)\s*"?([^"<,]+?)"?\s*<([^<>@\s]+@[^<>\s]+)>/g),
  ].map(([, name, email]) => ({ name, email }));
}

function releaseDate(version) {
  const changelog = readFileSync('CHANGELOG.md', 'utf8');
  const line = changelog
    .split('\n')
    .find((text) => text.startsWith(`## ${version} - `));
  if (line === undefined) {
    throw new Error(`CHANGELOG.md has no dated heading for ${version}`);
  }
  return `${line.slice(`## ${version} - `.length).trim()}T00:00:00Z`;
}

function links(annotations, version) {
  const source = annotations[`${POLICY}source`];
  const tag = annotations['com.github.release.tag'] ?? `v${version}`;
  const download = `${source}/releases/download/${encodeURIComponent(tag)}`;
  return [
    { name: 'policy', url: `${download}/policy.wasm` },
    { name: 'source', url: source },
  ];
}

function install(image) {
  return `The policy can be obtained using [\`kwctl\`](https://docs.kubewarden.io/reference/kwctl-cli):
\`\`\`console
kwctl pull ${image}
\`\`\`
Then, generate the policy manifest and tune it to your need. For example:
\`\`\`console
kwctl scaffold manifest -t ClusterAdmissionPolicy registry://${image}
\`\`\`
`;
}

/** The fields of the package in the order Artifact Hub's examples have. */
function describe(metadata, questions) {
  const { annotations } = metadata;
  const of = (key) => annotations[POLICY + key];
  const version = of('version');
  const image = `${of('ociUrl')}:v${version}`;
  return {
    version,
    name: of('title'),
    displayName: annotations['io.artifacthub.displayName'],
    createdAt: releaseDate(version),
    description: of('description'),
    license: of('license'),
    homeURL: of('url'),
    containersImages: [{ name: 'policy', image }],
    keywords: annotations['io.artifacthub.keywords']
      .split(',')
      .map((word) => word.trim())
      .filter((word) => word !== ''),
    links: links(annotations, version),
    install: install(image),
    maintainers: parseAuthors(of('author')),
    provider: { name: 'kubewarden' },
    recommendations: [{ url: CONTROLLER }],
    annotations: {
      'kubewarden/mutation': String(metadata.mutating),
      'kubewarden/questions-ui': questions,
      'kubewarden/resources': annotations['io.artifacthub.resources'],
      'kubewarden/rules': stringify(metadata.rules, {
        indentSeq: false,
        singleQuote: true,
      }),
    },
  };
}

export default function generate() {
  const metadata = parse(readFileSync('metadata.yml', 'utf8'));
  const questions = readFileSync('questions-ui.yml', 'utf8');
  const text = stringify(describe(metadata, questions), {
    indentSeq: false,
    lineWidth: 0,
    singleQuote: true,
  });
  return { 'artifacthub-pkg.yml': HEADER + text };
}
