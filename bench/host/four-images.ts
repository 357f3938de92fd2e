// SPDX-License-Identifier: Apache-2.0
import { loadPolicy, realCapabilities } from '@kubewarden/policy-host';
import type { JsonObject } from '../../tests/support/json.js';
import { projectJson } from '../../tests/support/project.js';
import { fixtureImage } from '../../tests/support/tampering/layout-editor.js';
import { admissionRequest } from '../requests.js';
import type { FourImages } from './figures.js';
import { POLICY_FILE, TRUST_FILE } from './scene.js';
import type { Registry } from './scene.js';
import { startSlowRegistry } from './slow-registry.js';

const REGISTRY = 'registry.example.org';
/** Signed by two certificates each. */
const NAMES = ['shopping-cart', 'search', 'multi-arch', 'annotated'];
const DELAY_MS = 100;
const RUNS = 5;

/**
 * One request with four images of two signers each, before a registry that
 * takes its time with every answer. Nothing is kept from run to run.
 */
export async function measureFourImages(
  registry: Registry,
): Promise<FourImages> {
  const slow = await startSlowRegistry(registry, DELAY_MS);
  const capabilities = realCapabilities({
    mirrors: { [REGISTRY]: slow.address },
    trustConfigPath: TRUST_FILE,
    cacheMs: 0,
  });
  const policy = await loadPolicy(POLICY_FILE, { capabilities });
  const settings = projectJson<JsonObject>(
    'tests/fixtures/settings/project-safety.json',
  );
  const images = NAMES.map((name) => fixtureImage(name).reference);
  const request = admissionRequest({ kind: 'Pod', images });
  const times: number[] = [];
  const before = registry.requests();
  try {
    for (let i = 0; i < RUNS; i++) {
      const started = performance.now();
      const { allowed, status } = await policy.admit(request, settings);
      times.push(performance.now() - started);
      if (!allowed) throw new Error(`rejected: ${status?.message ?? ''}`);
    }
  } finally {
    await policy.close();
    await slow.close();
  }
  times.sort((a, b) => a - b);
  return {
    delayMs: DELAY_MS,
    registryRequests: (registry.requests() - before) / RUNS,
    medianMs: times[Math.floor(RUNS / 2)] ?? 0,
    runs: RUNS,
  };
}
