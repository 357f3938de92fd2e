// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, writeFileSync } from 'node:fs';
import { projectJson, projectPath } from '../../tests/support/project.js';
import { commandLine } from './command-line.js';
import type { ReportFigures } from './figures.js';
import { POLICY_FILE, TRUST_FILE } from './scene.js';
import type { Registry } from './scene.js';
import { startSlowRegistry } from './slow-registry.js';

const FOLDER = projectPath('build/bench');
const PODS = 10_000;
const IMAGES = 300;
const DELAY_MS = 50;
const RUNS = 5;
const HOST = 'registry.example.org';

/** One image in ten is not signed. */
const isSigned = (image: number) => image % 10 !== 9;
const nameOf = (image: number) =>
  `${HOST}/team/image-${image}:${isSigned(image) ? 'v1.2.0' : 'v1.0.0'}`;

/** Each image of the cluster is one of two in the fixtures. */
function rewrite(path: string): string {
  return path.replace(
    /^\/v2\/team\/image-(\d+)\//,
    (_all, image: string) =>
      `/v2/project-safety/${isSigned(Number(image)) ? 'micro-svc-search' : 'unsigned'}/`,
  );
}

function pods(): string {
  const items = Array.from({ length: PODS }, (_, i) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `pod-${i}`, namespace: `team-${i % 20}` },
    spec: { containers: [{ name: 'app', image: nameOf(i % IMAGES) }] },
  }));
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
}

/** The policy as a resource: its rule is about all images of the cluster. */
function policy(): string {
  const { signatures } = projectJson<{ signatures: [object] }>(
    'tests/fixtures/settings/project-safety.json',
  );
  return JSON.stringify({
    apiVersion: 'policies.kubewarden.io/v1',
    kind: 'ClusterAdmissionPolicy',
    metadata: { name: 'signed' },
    spec: {
      module: `file://${POLICY_FILE}`,
      mutating: true,
      rules: [
        {
          apiGroups: [''],
          apiVersions: ['v1'],
          resources: ['pods'],
          operations: ['CREATE'],
        },
      ],
      settings: { signatures: [{ ...signatures[0], image: `${HOST}/*` }] },
    },
  });
}

/** A report on a cluster, and explanations of one image, before a slow registry. */
export async function measureReport(
  registry: Registry,
): Promise<ReportFigures> {
  mkdirSync(FOLDER, { recursive: true });
  const manifests = `${FOLDER}/cluster.json`;
  const resource = `${FOLDER}/cluster-policy.yaml`;
  writeFileSync(manifests, pods());
  writeFileSync(resource, policy());
  const slow = await startSlowRegistry(registry, DELAY_MS, rewrite);
  const reach = [
    ...['--registry-mirror', `${HOST}=${slow.address}`],
    ...['--sigstore-trust-config', TRUST_FILE],
  ];
  const run = await commandLine();
  try {
    const before = registry.requests();
    const started = performance.now();
    const args = ['report', '-o', 'json', '-r', manifests, ...reach, resource];
    const { totals } = JSON.parse(await run(args)) as {
      totals: { objects: number; rejected: number; images: number };
    };
    const reportMs = performance.now() - started;
    if (totals.objects !== PODS || totals.rejected !== PODS / 10)
      throw new Error(`a wrong report: ${JSON.stringify(totals)}`);
    const registryRequests = registry.requests() - before;
    const times: number[] = [];
    for (let i = 0; i < RUNS; i++) {
      const begin = performance.now();
      await run(['explain', nameOf(0), '--policy', resource, ...reach]);
      times.push(performance.now() - begin);
    }
    times.sort((a, b) => a - b);
    return {
      objects: PODS,
      images: totals.images,
      delayMs: DELAY_MS,
      registryRequests,
      reportMs,
      explainMs: times[Math.floor(RUNS / 2)] ?? 0,
      explainRuns: RUNS,
    };
  } finally {
    await slow.close();
  }
}
