// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import {
  createServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import {
  createRegistry,
  type RegistryOptions,
} from '../../src/registry/client.js';
import type { Registry } from '../../src/registry/types.js';

/** Limits small enough for tests of every fault. */
export const TEST_LIMITS = {
  requestMs: 1_000,
  operationMs: 3_000,
  retries: 2,
  backoffMs: 5,
};

/** Answers one request; an undefined answer becomes 404. */
export type Handler = (
  request: IncomingMessage,
  response: ServerResponse,
) => void;

/** A scripted registry on loopback. */
export interface FakeRegistry {
  /** `127.0.0.1:PORT`. */
  readonly address: string;
  /** `METHOD /path` of every request so far. */
  readonly requests: string[];
}

/** Starts a registry that lives as long as the test. */
export async function startRegistry(
  t: TestContext,
  handler: Handler,
): Promise<FakeRegistry> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    response.on('error', () => undefined);
    handler(request, response);
  });
  await new Promise<void>((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve()),
  );
  t.after(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  const { port } = server.address() as AddressInfo;
  return { address: `127.0.0.1:${port}`, requests };
}

/** A client that reaches `registry.test` at the fake registry. */
export function clientOf(
  registry: FakeRegistry,
  options: RegistryOptions = {},
): Registry {
  return createRegistry({
    mirrors: { 'registry.test': registry.address },
    dockerConfigDir: '/nonexistent',
    limits: TEST_LIMITS,
    ...options,
  });
}

/** `sha256:<hex>` of a text or bytes. */
export function digestOf(content: string | Uint8Array): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

/** Sends a JSON text with its digest, as registries do for manifests. */
export function sendManifest(response: ServerResponse, text: string): void {
  response.writeHead(200, {
    'content-type': 'application/vnd.oci.image.manifest.v1+json',
    'docker-content-digest': digestOf(text),
  });
  response.end(text);
}
