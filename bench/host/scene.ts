// SPDX-License-Identifier: Apache-2.0
import { loadPolicy, realCapabilities } from '@kubewarden/policy-host';
import type { Capabilities, Policy, Script } from '@kubewarden/policy-host';
import { serveLayout } from '@kubewarden/policy-host/verification';
import type { JsonObject } from '../../tests/support/json.js';
import { projectPath, projectJson } from '../../tests/support/project.js';
import { admissionRequest } from '../requests.js';
import { signedImage } from '../../tests/support/signed-images.js';

/** What all rows about the host evaluate: one Pod, its image really signed. */
const REFERENCE = 'ghcr.io/acme/keyless-email:v1.0.0';
const REGISTRY = 'ghcr.io';

/** Settings with the identity that signed the image. */
export const SETTINGS_FILE = projectPath(
  'tests/fixtures/settings/keyless.json',
);
/** The logs and authorities of the fixtures. */
export const TRUST_FILE = projectPath('tests/fixtures/trust/trust-config.json');
export const POLICY_FILE = projectPath('policy.wasm');
export const HOST_PROGRAM = projectPath(
  'packages/policy-host/bin/policy-host.js',
);

/** A loopback registry that counts what it is asked. */
export interface Registry {
  /** For `--registry-mirror`. */
  readonly mirror: string;
  readonly mirrors: Readonly<Record<string, string>>;
  requests(): number;
  close(): Promise<void>;
}

/** Serves the images of the fixtures. */
export async function startRegistry(): Promise<Registry> {
  let count = 0;
  const server = await serveLayout(projectPath('tests/fixtures/oci-layout'), {
    onRequest: () => {
      count += 1;
    },
  });
  return {
    mirror: `${REGISTRY}=${server.address}`,
    mirrors: { [REGISTRY]: server.address },
    requests: () => count,
    close: () => server.close(),
  };
}

/** The request as an object, as JSON files hold it. */
export function request(): JsonObject {
  return admissionRequest({ kind: 'Pod', images: [REFERENCE] });
}

/** Answers as the real host gives them, from a table. */
export function replayed(): Script {
  const { digest, signatures } = signedImage(REFERENCE);
  return {
    'oci/v2/verify': { is_trusted: true, digest },
    'oci/v1/oci_manifest': new TextEncoder().encode(signatures),
  };
}

/** Answers from the loopback registry, every signature verified. */
export function verifying(registry: Registry, cacheMs: number): Capabilities {
  return realCapabilities({
    mirrors: registry.mirrors,
    trustConfigPath: TRUST_FILE,
    cacheMs,
  });
}

/** A warm worker and the call that is timed. */
export interface Worker {
  readonly policy: Policy;
  /** @throws Error when the request is rejected */
  admit(): Promise<void>;
}

/** Loads the policy and has it admit the request once. */
export async function startWorker(
  capabilities: Capabilities | Script,
): Promise<Worker> {
  const policy = await loadPolicy(POLICY_FILE, { capabilities });
  const settings = projectJson<JsonObject>(
    'tests/fixtures/settings/keyless.json',
  );
  const object = request();
  const admit = async (): Promise<void> => {
    const { allowed, status } = await policy.admit(object, settings);
    if (!allowed) throw new Error(`rejected: ${status?.message ?? ''}`);
  };
  await admit();
  return { policy, admit };
}
