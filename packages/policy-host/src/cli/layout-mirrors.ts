// SPDX-License-Identifier: Apache-2.0
import type { LayoutServer } from '../registry/layout-server.js';

/** Marks a mirror that is a folder, as in skopeo's `oci:FOLDER`. */
const LAYOUT = 'oci:';

/** Mirrors that can all be reached over the network. */
export interface OpenMirrors {
  /** Registry host to the `host:port` asked instead. */
  readonly mirrors: Readonly<Record<string, string>>;
  /** Stops what was started for them. */
  close(): Promise<void>;
}

/**
 * Replaces each mirror of the form `oci:FOLDER`, an OCI image layout, by a
 * read-only registry on loopback that serves it.
 *
 * @throws PolicyHostError ARGUMENT when a folder is no OCI layout
 */
export async function openMirrors(
  mirrors: Readonly<Record<string, string>>,
): Promise<OpenMirrors> {
  const servers = new Map<string, LayoutServer>();
  const close = async (): Promise<void> => {
    await Promise.all([...servers.values()].map((server) => server.close()));
  };
  const reachable: Record<string, string> = {};
  try {
    for (const [host, address] of Object.entries(mirrors)) {
      reachable[host] = address.startsWith(LAYOUT)
        ? await serve(address.slice(LAYOUT.length), servers)
        : address;
    }
  } catch (cause) {
    await close();
    throw cause;
  }
  return { mirrors: reachable, close };
}

async function serve(
  folder: string,
  servers: Map<string, LayoutServer>,
): Promise<string> {
  let server = servers.get(folder);
  if (server === undefined) {
    const { serveLayout } = await import('../registry/layout-server.js');
    server = await serveLayout(folder);
    servers.set(folder, server);
  }
  return server.address;
}
