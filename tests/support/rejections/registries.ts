// SPDX-License-Identifier: Apache-2.0

/** Registries on loopback: one that has the signed images, others that fail. */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serveLayout } from '@kubewarden/policy-host/verification';
import { signatureReference } from '../fixture-files.js';
import { fixtureImage, LayoutEditor } from '../tampering/layout-editor.js';

/** The image of the example in the catalogue of messages, signed by Alice. */
export const SEARCH = 'registry.example.org/project-safety/search:v1.2.0';

/** Registries that are asked in the place of others. */
export interface Registries {
  /** Name of a registry to `127.0.0.1:PORT`. */
  readonly mirrors: Readonly<Record<string, string>>;
  /** `127.0.0.1:PORT` of a registry without TLS. */
  readonly plain: string;
  close(): Promise<void>;
}

const envelope = (status: number, code: string, message: string) =>
  ((_request, response) => {
    // Registries may be asked again at once.
    response.writeHead(status, {
      'content-type': 'application/json',
      'retry-after': '0',
    });
    response.end(JSON.stringify({ errors: [{ code, message }] }));
  }) satisfies RequestListener;

/** What each registry answers to everything. */
const FAULTS: Readonly<Record<string, RequestListener>> = {
  'private.example.org': envelope(401, 'UNAUTHORIZED', 'log in first'),
  'secret.example.org': envelope(
    403,
    'DENIED',
    'requested access to the resource is denied',
  ),
  'busy.example.org': envelope(
    429,
    'TOOMANYREQUESTS',
    'You have reached your pull rate limit.',
  ),
  'broken.example.org': envelope(500, 'UNKNOWN', 'internal error'),
};

/** Starts all of them. */
export async function startRegistries(): Promise<Registries> {
  const layout = layoutWithSearch();
  const signed = await serveLayout(layout.folder);
  const servers: Server[] = [];
  const start = async (listener: RequestListener): Promise<string> => {
    const server = createServer(listener);
    servers.push(server);
    return listen(server);
  };
  const mirrors: Record<string, string> = {
    'registry.example.org': signed.address,
    'ghcr.io': signed.address,
    'down.example.org': await closedAddress(),
  };
  for (const [name, listener] of Object.entries(FAULTS))
    mirrors[name] = await start(listener);
  return {
    mirrors,
    plain: await start(envelope(400, 'UNSUPPORTED', 'this is plain HTTP')),
    close: async () => {
      await signed.close();
      await Promise.all(servers.map(close));
      layout.remove();
    },
  };
}

/** The fixtures, and the image that Alice signed by the example's name. */
function layoutWithSearch(): LayoutEditor {
  const layout = new LayoutEditor();
  const image = fixtureImage('alice-only');
  const search = { ...image, reference: SEARCH };
  const copy = (from: string, to: string): void => {
    const digest = layout.resolve(from) ?? '';
    layout.point(to, { digest, size: layout.read(digest).length });
  };
  copy(image.reference, SEARCH);
  copy(signatureReference(image), signatureReference(search));
  return layout;
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve()),
  );
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

/** An address where nobody listens any more. */
async function closedAddress(): Promise<string> {
  const server = createServer();
  const address = await listen(server);
  await close(server);
  return address;
}
