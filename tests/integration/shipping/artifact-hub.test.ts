// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { projectDocument, projectText } from '../../support/project.js';

interface Package {
  readonly version: string;
  readonly createdAt: string;
  readonly containersImages: readonly { readonly image: string }[];
  readonly annotations: Readonly<Record<string, string>>;
}

const ajv = new Ajv({ allErrors: true });
const hub = projectDocument<Package>('artifacthub-pkg.yml');
const metadata = projectDocument<{ readonly rules: unknown }>('metadata.yml');

describe('artifacthub-pkg.yml', () => {
  it('has the fields that Artifact Hub wants of a Kubewarden policy', () => {
    const isPackage = ajv.compile(
      projectDocument('tests/support/schemas/artifacthub-pkg.json'),
    );
    assert.ok(isPackage(hub), ajv.errorsText(isPackage.errors));
  });

  it('carries rules and questions as they are', () => {
    const { annotations } = hub;
    assert.deepEqual(
      parse(annotations['kubewarden/rules'] ?? ''),
      metadata.rules,
    );
    assert.equal(
      annotations['kubewarden/questions-ui'],
      projectText('questions-ui.yml'),
    );
    assert.equal(annotations['kubewarden/mutation'], 'true');
  });

  it('has the one version and the date of its release', () => {
    const { version } = projectDocument<Package>('package.json');
    assert.equal(hub.version, version);
    assert.ok(hub.containersImages[0]?.image.endsWith(`:v${version}`));
    const heading = `## ${version} - ${hub.createdAt.slice(0, 10)}`;
    assert.ok(projectText('CHANGELOG.md').includes(heading));
  });
});

it('artifacthub-repo.yml names the authors of the metadata as owners', () => {
  const { owners } = projectDocument<{
    readonly owners: readonly {
      readonly name: string;
      readonly email: string;
    }[];
  }>('artifacthub-repo.yml');
  const { annotations } = projectDocument<Package>('metadata.yml');
  assert.equal(
    owners.map(({ name, email }) => `${name} <${email}>`).join(', '),
    annotations['io.kubewarden.policy.author'],
  );
});
