// SPDX-License-Identifier: Apache-2.0
// What the evaluation of one request costs a registry, whatever the number of
// signers: every manifest, signature object and payload is fetched once.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { loadPolicy, realCapabilities } from '@kubewarden/policy-host';
import { serveLayout } from '@kubewarden/policy-host/verification';
import { FIXTURES_FOLDER } from '../../support/fixture-files.js';
import type { JsonObject } from '../../support/json.js';
import { projectJson, projectPath } from '../../support/project.js';
import { fixtureImage } from '../../support/tampering/layout-editor.js';

const POLICY = projectPath('policy.wasm');
const TRUST = join(FIXTURES_FOLDER, 'trust/trust-config.json');
const SETTINGS = 'tests/fixtures/settings/project-safety.json';
const REGISTRY = 'registry.example.org';

/** Signed by Alice and by Bob, all of them. */
const FOUR = ['shopping-cart', 'search', 'multi-arch', 'annotated'].map(
  (name) => fixtureImage(name).reference,
);

function requestFor(images: readonly string[]): JsonObject {
  return {
    uid: 'u',
    kind: { group: '', version: 'v1', kind: 'Pod' },
    resource: { group: '', version: 'v1', resource: 'pods' },
    operation: 'CREATE',
    userInfo: {},
    object: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'four' },
      spec: {
        containers: images.map((image, i) => ({ name: `c${i}`, image })),
      },
    },
  };
}

/** Requests by method and kind, in alphabetical order, with their numbers. */
function summary(requests: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const request of [...requests].sort()) {
    counts[request] = (counts[request] ?? 0) + 1;
  }
  return counts;
}

async function counted(
  evaluate: (mirror: string) => Promise<boolean>,
): Promise<Record<string, number>> {
  const requests: string[] = [];
  const server = await serveLayout(join(FIXTURES_FOLDER, 'oci-layout'), {
    onRequest: (method, path) => {
      const [, kind] = /\/(manifests|blobs|referrers)\//.exec(path) ?? [];
      requests.push(`${method} ${kind}`);
    },
  });
  try {
    assert.equal(await evaluate(server.address), true);
  } finally {
    await server.close();
  }
  return summary(requests);
}

/** One image: its digest, its signature object, its payload. */
const EXPECTED = { 'GET blobs': 4, 'GET manifests': 4, 'HEAD manifests': 4 };

describe('four images, two certificates each', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fetched-once-'));
  after(() => rmSync(folder, { recursive: true }));

  for (const cacheMs of [60_000, 0]) {
    test(`twelve requests by the library, answers kept ${cacheMs} ms`, async () => {
      const found = await counted(async (address) => {
        const capabilities = realCapabilities({
          mirrors: { [REGISTRY]: address },
          trustConfigPath: TRUST,
          cacheMs,
        });
        const policy = await loadPolicy(POLICY, { capabilities });
        try {
          const settings = projectJson<JsonObject>(SETTINGS);
          const answer = await policy.admit(requestFor(FOUR), settings);
          assert.equal(answer.status?.message, undefined);
          return answer.allowed;
        } finally {
          await policy.close();
        }
      });
      assert.deepEqual(found, EXPECTED);
    });
  }

  test('twelve requests by the command line', async () => {
    const request = join(folder, 'request.json');
    writeFileSync(request, JSON.stringify(requestFor(FOUR)));
    const found = await counted(async (address) => {
      const { stdout } = await promisify(execFile)(process.execPath, [
        projectPath('packages/policy-host/bin/policy-host.js'),
        'run',
        POLICY,
        '--request-path',
        request,
        '--settings-path',
        projectPath(SETTINGS),
        '--sigstore-trust-config',
        TRUST,
        '--registry-mirror',
        `${REGISTRY}=${address}`,
      ]);
      return (JSON.parse(stdout) as { allowed: boolean }).allowed;
    });
    assert.deepEqual(found, EXPECTED);
  });

  test('a second request asks anew what is not kept', async () => {
    const found = await counted(async (address) => {
      const capabilities = realCapabilities({
        mirrors: { [REGISTRY]: address },
        trustConfigPath: TRUST,
        cacheMs: 0,
      });
      const policy = await loadPolicy(POLICY, { capabilities });
      try {
        const settings = projectJson<JsonObject>(SETTINGS);
        const [image = ''] = FOUR;
        await policy.admit(requestFor([image]), settings);
        return (await policy.admit(requestFor([image]), settings)).allowed;
      } finally {
        await policy.close();
      }
    });
    assert.deepEqual(found, {
      'GET blobs': 2,
      'GET manifests': 2,
      'HEAD manifests': 2,
    });
  });
});
