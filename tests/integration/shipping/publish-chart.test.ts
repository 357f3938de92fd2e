// SPDX-License-Identifier: Apache-2.0
// What the release workflow does with the chart, to a registry on 127.0.0.1.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { helmPull, helmTemplate, missingTools } from '../../support/kit.js';
import {
  PROJECT,
  projectDocument,
  projectText,
} from '../../support/project.js';
import {
  registryMissing,
  startDockerRegistry,
} from '../../support/seeded-registry.js';

const TIMEOUT_MS = 120_000;
const NAME = 'charts/verify-image-signatures';
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const { version } = projectDocument<{ version: string }>('package.json');

interface Manifest {
  readonly config: { readonly mediaType: string };
  readonly layers: readonly {
    readonly mediaType: string;
    readonly digest: string;
  }[];
  readonly annotations: Readonly<Record<string, string>>;
}

const skip = registryMissing || missingTools('helm', 'oras');

describe('the published chart', { skip, timeout: TIMEOUT_MS }, () => {
  let registry: Awaited<ReturnType<typeof startDockerRegistry>>;
  let references: readonly string[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'published-'));

  before(async () => {
    registry = await startDockerRegistry();
    references = publish(registry.host);
  });
  after(async () => {
    await registry.stop();
    rmSync(folder, { recursive: true });
  });

  function get(path: string): Promise<Response> {
    return fetch(`http://${registry.host}/v2/${NAME}/${path}`, {
      headers: { accept: MANIFEST },
    });
  }

  async function manifestOf(tag: string) {
    const response = await get(`manifests/${tag}`);
    return {
      digest: response.headers.get('docker-content-digest'),
      manifest: (await response.json()) as Manifest,
    };
  }

  it('has the one version, and its reference is told first', async () => {
    const { digest, manifest } = await manifestOf(version);
    assert.equal(references[0], `${registry.host}/${NAME}@${digest}`);
    assert.equal(
      manifest.annotations['org.opencontainers.image.version'],
      version,
    );
    assert.equal(
      manifest.config.mediaType,
      'application/vnd.cncf.helm.config.v1+json',
    );
  });

  it('has its owners where Artifact Hub looks for them', async () => {
    const { digest, manifest } = await manifestOf('artifacthub.io');
    assert.deepEqual(references.slice(1), [
      `${registry.host}/${NAME}@${digest}`,
    ]);
    assert.equal(
      manifest.config.mediaType,
      'application/vnd.cncf.artifacthub.config.v1+yaml',
    );
    const [layer, ...others] = manifest.layers;
    assert.deepEqual(others, []);
    assert.equal(
      layer?.mediaType,
      'application/vnd.cncf.artifacthub.repository-metadata.layer.v1.yaml',
    );
    const owners = await get(`blobs/${layer?.digest}`);
    assert.equal(await owners.text(), projectText('artifacthub-repo.yml'));
  });

  it('is pulled and renders the policy of the release', () => {
    helmPull(`oci://${registry.host}/${NAME}`, version, folder);
    const [file = ''] = readdirSync(folder);
    assert.equal(file, `verify-image-signatures-${version}.tgz`);
    const { resources, stderr } = helmTemplate(
      join(folder, file),
      ...['--values', 'deploy/chart/ci/smallest.yaml'],
    );
    assert.equal(
      resources[0]?.spec['module'],
      `registry://ghcr.io/kubewarden/policies/verify-image-signatures-as:v${version}`,
      stderr,
    );
  });

  it('is left as it is when it is published again', () => {
    assert.equal(publish(registry.host)[0], references[0]);
  });

  it('is not published where the registry does not answer', () => {
    const { status, stderr } = run('127.0.0.1:1');
    assert.equal(status, 1);
    assert.match(stderr, /connection refused/);
  });
});

function run(host: string) {
  return spawnSync(
    process.execPath,
    ['scripts/publish-chart.mjs', '--plain-http', `${host}/charts`],
    { cwd: PROJECT, encoding: 'utf8', timeout: TIMEOUT_MS },
  );
}

function publish(host: string): string[] {
  const { status, stdout, stderr } = run(host);
  assert.equal(status, 0, stderr);
  return stdout.trim().split('\n');
}
