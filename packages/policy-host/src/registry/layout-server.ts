// SPDX-License-Identifier: Apache-2.0
import {
  createServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { PolicyHostError } from '../errors.js';
import { ImageLayout, type StoredObject } from './layout.js';
import { OCI_INDEX } from './media-types.js';

const ROUTE = /^\/v2\/(.+)\/(manifests|blobs|referrers|tags)\/([^/]+)$/;

/** How a layout is served. */
export interface LayoutServerOptions {
  /** TCP port; 0 or absent: any free one. */
  readonly port?: number;
  /** False: the referrers API answers 404, as older registries do. */
  readonly referrersApi?: boolean;
  /** Told of every request, e.g. to count them. */
  readonly onRequest?: (method: string, path: string) => void;
}

/** A running server; `address` is `127.0.0.1:PORT`. */
export interface LayoutServer {
  readonly address: string;
  close(): Promise<void>;
}

/**
 * Serves an OCI image layout as a read-only registry on loopback, for every
 * registry name in it: clients come through a mirror entry such as
 * `registry.example.org=127.0.0.1:PORT`.
 *
 * @throws PolicyHostError ARGUMENT when the folder is no OCI layout or the
 * port is taken.
 */
export async function serveLayout(
  folder: string,
  options: LayoutServerOptions = {},
): Promise<LayoutServer> {
  const layout = await ImageLayout.open(folder);
  const server = createServer((request, response) => {
    options.onRequest?.(request.method ?? '', request.url ?? '');
    answer(layout, options, request, response).catch(() => {
      fail(response, 500, 'UNKNOWN', 'internal error');
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      const text = `Cannot serve OCI layout ${folder}: ${cause.message}`;
      reject(new PolicyHostError('ARGUMENT', text, cause));
    });
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    address: `127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  layout: ImageLayout,
  options: LayoutServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return fail(response, 405, 'UNSUPPORTED', 'this registry is read-only');
  }
  const { pathname } = new URL(request.url ?? '/', 'http://layout');
  if (pathname === '/v2/' || pathname === '/v2') {
    return sendJson(response, {}, 'application/json');
  }
  const [, repository, kind, name] = ROUTE.exec(pathname) ?? [];
  if (repository === undefined || name === undefined) {
    return fail(response, 404, 'UNSUPPORTED', 'no such endpoint');
  }
  if (!layout.hasRepository(repository)) {
    return fail(response, 404, 'NAME_UNKNOWN', 'repository name not known');
  }
  switch (kind) {
    case 'manifests': {
      const found = await layout.manifest(repository, name);
      return found === undefined
        ? fail(response, 404, 'MANIFEST_UNKNOWN', 'manifest unknown')
        : sendObject(response, found);
    }
    case 'blobs': {
      const bytes = await layout.blob(name);
      const mediaType = 'application/octet-stream';
      return bytes === undefined
        ? fail(response, 404, 'BLOB_UNKNOWN', 'blob unknown')
        : sendObject(response, { bytes, mediaType, digest: name });
    }
    case 'referrers': {
      if (options.referrersApi === false) {
        return fail(response, 404, 'UNSUPPORTED', 'no referrers API');
      }
      const manifests = await layout.referrers(repository, name);
      const index = { schemaVersion: 2, mediaType: OCI_INDEX, manifests };
      return sendJson(response, index, OCI_INDEX);
    }
    default: {
      const tags = layout.tagsOf(repository);
      return sendJson(response, { name: repository, tags }, 'application/json');
    }
  }
}

function sendObject(response: ServerResponse, object: StoredObject): void {
  response.writeHead(200, {
    'content-type': object.mediaType,
    'content-length': object.bytes.length,
    'docker-content-digest': object.digest,
  });
  response.end(object.bytes);
}

function sendJson(response: ServerResponse, body: object, type: string): void {
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(200, {
    'content-type': type,
    'content-length': bytes.length,
  });
  response.end(bytes);
}

function fail(
  response: ServerResponse,
  status: number,
  code: string,
  message: string,
): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const bytes = Buffer.from(JSON.stringify({ errors: [{ code, message }] }));
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': bytes.length,
  });
  response.end(bytes);
}
