// SPDX-License-Identifier: Apache-2.0
// Packages the chart and pushes it, and beside it artifacthub-repo.yml as
// Artifact Hub wants it of charts in OCI registries.
//
//   node scripts/publish-chart.mjs [--plain-http] REGISTRY
//
// REGISTRY is such as ghcr.io/kubewarden/charts. The references of both go to
// standard output, one a line, the chart's first. A version that is there
// already is left as it is.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parse } from 'yaml';

const CHART = 'deploy/chart';
const OWNERS = 'artifacthub-repo.yml';
/** What Artifact Hub looks for: https://artifacthub.io/docs/topics/repositories/helm-charts */
const OWNERS_TAG = 'artifacthub.io';
const OWNERS_CONFIG = 'application/vnd.cncf.artifacthub.config.v1+yaml';
const OWNERS_LAYER =
  'application/vnd.cncf.artifacthub.repository-metadata.layer.v1.yaml';
const DIGEST = /^Digest: (sha256:[0-9a-f]{64})$/m;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { 'plain-http': { type: 'boolean', default: false } },
});
const [registry] = positionals;
if (registry === undefined || positionals.length > 1) {
  fail('usage: publish-chart.mjs [--plain-http] REGISTRY', 2);
}
const transport = values['plain-http'] ? ['--plain-http'] : [];

function fail(message, code) {
  console.error(message);
  process.exit(code);
}

/** Runs a tool of `make tools`; gives all that it printed. */
function run(name, args) {
  const { error, status, stdout, stderr } = spawnSync(
    `build/tools/bin/${name}`,
    args,
    { encoding: 'utf8' },
  );
  if (error !== undefined) fail(`${name}: ${error.message}; make tools`, 1);
  return { failed: status !== 0, output: `${stdout}${stderr}` };
}

/** The digest of what a tool pushed. */
function push(name, args) {
  const { failed, output } = run(name, ['push', ...args, ...transport]);
  if (failed) fail(output, 1);
  return DIGEST.exec(output)[1];
}

/** The digest of the chart in the registry, where it may have been before. */
function pushChart({ name, version }, folder) {
  const there = run('helm', [
    ...['pull', `oci://${registry}/${name}`, '--version', version],
    ...['--destination', folder, ...transport],
  ]);
  if (!there.failed) return DIGEST.exec(there.output)[1];
  if (!/not found/i.test(there.output)) fail(there.output, 1);
  const { failed, output } = run('helm', [
    ...['package', CHART, '--destination', folder],
  ]);
  if (failed) fail(output, 1);
  const file = join(folder, `${name}-${version}.tgz`);
  return push('helm', [file, `oci://${registry}`]);
}

function pushOwners({ name }) {
  return push('oras', [
    `${registry}/${name}:${OWNERS_TAG}`,
    ...['--config', `/dev/null:${OWNERS_CONFIG}`],
    `${OWNERS}:${OWNERS_LAYER}`,
  ]);
}

const chart = parse(readFileSync(`${CHART}/Chart.yaml`, 'utf8'));
const folder = mkdtempSync(join(tmpdir(), 'chart-'));
try {
  const digests = [pushChart(chart, folder), pushOwners(chart)];
  for (const digest of digests) {
    console.log(`${registry}/${chart.name}@${digest}`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
