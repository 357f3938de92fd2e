// SPDX-License-Identifier: Apache-2.0

/** Debian's docker-registry on loopback, with the images of an OCI layout. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectPath } from './project.js';

type Support =
  typeof import('../../packages/policy-host/tests/support/docker-registry.js');
type DockerRegistry = Awaited<ReturnType<Support['startDockerRegistry']>>;

export const { registryMissing, startDockerRegistry } = (await import(
  projectPath('packages/policy-host/dist/tests/support/docker-registry.js')
)) as Support;

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
}
interface Entry extends Descriptor {
  readonly annotations: Readonly<Record<string, string>>;
}
interface Manifest {
  readonly config?: Descriptor;
  readonly layers?: readonly Descriptor[];
  readonly manifests?: readonly Descriptor[];
}

/**
 * Starts the registry and pushes every image of some layouts, below the path
 * that it has in its own registry.
 *
 * @param layouts folders in the project
 */
export async function startSeededRegistry(
  layouts: readonly string[],
): Promise<DockerRegistry> {
  const registry = await startDockerRegistry();
  try {
    for (const layout of layouts) {
      await pushLayout(projectPath(layout), registry.host);
    }
  } catch (cause) {
    await registry.stop();
    throw cause;
  }
  return registry;
}

async function pushLayout(folder: string, host: string): Promise<void> {
  const { manifests } = JSON.parse(
    await readFile(join(folder, 'index.json'), 'utf8'),
  ) as { manifests: readonly Entry[] };
  for (const entry of manifests) {
    const name = entry.annotations['org.opencontainers.image.ref.name'];
    const [, path, tag] = /^[^/]+\/(.+):([^:]+)$/.exec(name ?? '') ?? [];
    await pushManifest(folder, `http://${host}/v2/${path}`, entry, tag);
  }
}

async function pushManifest(
  folder: string,
  base: string,
  { mediaType, digest }: Descriptor,
  tag = digest,
): Promise<void> {
  const bytes = await blobOf(folder, digest);
  const { config, layers, manifests } = JSON.parse(
    bytes.toString(),
  ) as Manifest;
  for (const child of manifests ?? []) await pushManifest(folder, base, child);
  for (const blob of config ? [config, ...(layers ?? [])] : []) {
    await pushBlob(base, blob.digest, await blobOf(folder, blob.digest));
  }
  await expectCreated(`${base}/manifests/${tag}`, {
    method: 'PUT',
    headers: { 'content-type': mediaType },
    body: bytes,
  });
}

async function pushBlob(
  base: string,
  digest: string,
  bytes: Buffer,
): Promise<void> {
  const begun = await fetch(`${base}/blobs/uploads/`, { method: 'POST' });
  const target = new URL(begun.headers.get('location') ?? '', base);
  target.searchParams.set('digest', digest);
  await expectCreated(target.href, { method: 'PUT', body: bytes });
}

async function expectCreated(url: string, init: RequestInit): Promise<void> {
  const response = await fetch(url, init);
  if (response.status !== 201) {
    const text = await response.text();
    throw new Error(`${init.method} ${url}: ${response.status} ${text}`);
  }
}

function blobOf(folder: string, digest: string): Promise<Buffer> {
  return readFile(join(folder, 'blobs', digest.replace(':', '/')));
}
