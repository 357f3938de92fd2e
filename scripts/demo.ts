// SPDX-License-Identifier: Apache-2.0
// Shows the policy's main job: the ClusterAdmissionPolicy of `deploy/` decides
// about eight requests whose images and signatures are real. They come from a
// registry on loopback; nothing else is asked.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  loadPolicy,
  realCapabilities,
  type Policy,
} from '@kubewarden/policy-host';
import { serveLayout } from '@kubewarden/policy-host/verification';
import pc from 'picocolors';
import { parse } from 'yaml';
import { demoRequests, IMAGES, type DemoRequest } from './demo/requests.js';
import { picture, THEMES } from './demo/picture.js';
import { demoTable, type Shown, type TableOptions } from './demo/table.js';

const LAYOUT = 'tests/fixtures/oci-layout';
const TRUST_CONFIG = 'tests/fixtures/trust/trust-config.json';
const POLICY = 'deploy/cluster-admission-policy.yaml';
const REQUEST = 'build/demo/request.json';
const PICTURES = 'build/demo';
const REGISTRY = 'registry.example.org';

interface PolicyResource {
  readonly spec: { readonly settings: Readonly<Record<string, unknown>> };
}

interface FixtureImage {
  readonly reference: string;
  readonly digest: string;
}

async function main(): Promise<void> {
  process.chdir(fileURLToPath(new URL('../../../', import.meta.url)));
  const { settings } = (parse(text(POLICY)) as PolicyResource).spec;
  const requests = demoRequests(digestOf(IMAGES.signed));
  const server = await serveLayout(LAYOUT);
  const policy = await loadPolicy('policy.wasm', {
    capabilities: realCapabilities({
      mirrors: { [REGISTRY]: server.address },
      trustConfigPath: TRUST_CONFIG,
    }),
  });
  try {
    const shown: Shown[] = [];
    for (const demo of requests) {
      shown.push(await evaluate(policy, demo, settings));
    }
    report(
      shown,
      process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined,
    );
  } finally {
    await policy.close();
    await server.close();
  }
  showCommand(requests[0]);
}

async function evaluate(
  policy: Policy,
  demo: DemoRequest,
  settings: PolicyResource['spec']['settings'],
): Promise<Shown> {
  const started = performance.now();
  const response = await policy.admit(demo.request, settings);
  return { demo, response, milliseconds: performance.now() - started };
}

/** Prints the answers, and draws the terminal that README.md shows. */
function report(shown: readonly Shown[], color: boolean): void {
  console.log(answers(shown, { color, times: true }));
  const terminal = `$ make demo\n${answers(shown, { color: true, times: false })}`;
  mkdirSync(PICTURES, { recursive: true });
  for (const theme of THEMES) {
    writeFileSync(`${PICTURES}/demo-${theme}.svg`, picture(terminal, theme));
  }
}

function answers(shown: readonly Shown[], options: TableOptions): string {
  const { bold } = pc.createColors(options.color);
  return (
    `${bold(POLICY)}: images of ${REGISTRY}/project-safety (below: ...)\n` +
    'must be signed with the certificate of Alice and with that of Bob.\n\n' +
    demoTable(shown, options)
  );
}

/** Leaves the first request in a file and tells how to run it, or another. */
function showCommand(demo: DemoRequest | undefined): void {
  mkdirSync(dirname(REQUEST), { recursive: true });
  writeFileSync(REQUEST, `${JSON.stringify(demo?.request, null, 2)}\n`);
  console.log(`
Your own request: change ${REQUEST} and run

  node packages/policy-host/bin/policy-host.js run --output table \\
    --request-path ${REQUEST} --module policy.wasm \\
    --registry-mirror ${REGISTRY}=oci:${LAYOUT} \\
    --sigstore-trust-config ${TRUST_CONFIG} \\
    ${POLICY}`);
}

function digestOf(reference: string): string {
  const images = JSON.parse(
    text('tests/fixtures/images.json'),
  ) as readonly FixtureImage[];
  const found = images.find((image) => image.reference === reference);
  if (found === undefined) throw new Error(`${reference} is not a fixture`);
  return found.digest;
}

function text(path: string): string {
  return readFileSync(path, 'utf8');
}

await main();
