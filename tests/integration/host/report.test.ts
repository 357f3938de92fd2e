// SPDX-License-Identifier: Apache-2.0
// A report over many objects asks a registry about each image once, also about
// those that fail, and several at a time.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { serveLayout } from '@kubewarden/policy-host/verification';
import { FIXTURES_FOLDER } from '../../support/fixture-files.js';
import { projectPath } from '../../support/project.js';
import { fixtureImage } from '../../support/tampering/layout-editor.js';

const folder = mkdtempSync(join(tmpdir(), 'report-'));
after(() => rmSync(folder, { recursive: true }));

const SIGNED = fixtureImage('search').reference;
const UNSIGNED = fixtureImage('unsigned').reference;
const OUTSIDE = 'docker.io/library/nginx:1.29';

/** Pods of each image, mixed as they come in a cluster. */
function list(count: number): string {
  const images = [SIGNED, UNSIGNED, OUTSIDE];
  const items = Array.from({ length: count }, (_, i) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `pod-${i}`, namespace: `team-${i % 2}` },
    spec: { containers: [{ name: 'app', image: images[i % 3] }] },
  }));
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
}

interface Report {
  readonly totals: object;
  readonly namespaces: readonly {
    readonly namespace: string;
    readonly findings: readonly {
      readonly codes: readonly string[];
      readonly images: readonly string[];
      readonly objects: readonly object[];
    }[];
  }[];
  readonly unusedRules: readonly object[];
}

/** The report, and how often each manifest was asked for. */
async function reportOn(objects: string): Promise<[Report, string[]]> {
  const requests: string[] = [];
  const server = await serveLayout(join(FIXTURES_FOLDER, 'oci-layout'), {
    onRequest: (method, path) => requests.push(`${method} ${path}`),
  });
  const manifests = join(folder, 'list.json');
  writeFileSync(manifests, objects);
  try {
    const args = [
      projectPath('packages/policy-host/bin/policy-host.js'),
      ...['report', '-o', 'json', '-r', manifests],
      ...['--registry-mirror', `registry.example.org=${server.address}`],
      ...[
        '--sigstore-trust-config',
        join(FIXTURES_FOLDER, 'trust/trust-config.json'),
      ],
      ...[
        '--settings-path',
        projectPath('tests/fixtures/settings/project-safety.json'),
      ],
      projectPath('policy.wasm'),
    ];
    const { code, stdout, stderr } = await run(args);
    assert.equal(stderr, '');
    assert.equal(code, 0);
    return [JSON.parse(stdout) as Report, requests.sort()];
  } finally {
    await server.close();
  }
}

function run(
  args: readonly string[],
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { timeout: 120_000 });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

test('a hundred times as many Pods ask the registry the same', async () => {
  const [few, once] = await reportOn(list(3));
  assert.deepEqual(few.totals, { objects: 3, rejected: 1, images: 3 });
  const [many, requests] = await reportOn(list(300));
  assert.deepEqual(requests, once);
  assert.deepEqual(many.totals, { objects: 300, rejected: 100, images: 3 });
  assert.deepEqual(
    many.namespaces.map(({ namespace, findings }) => [
      namespace,
      findings.map(({ codes, images, objects }) => [
        ...codes,
        images,
        objects.length,
      ]),
    ]),
    [
      ['team-0', [['not-signed', [UNSIGNED], 50]]],
      ['team-1', [['not-signed', [UNSIGNED], 50]]],
    ],
  );
});
