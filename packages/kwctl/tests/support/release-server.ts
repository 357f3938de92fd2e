// SPDX-License-Identifier: Apache-2.0

import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';

/** Serves one path: fixed bytes, or whatever a function does. */
export type Route =
  Buffer | ((request: IncomingMessage, response: ServerResponse) => void);

/** A web server on an ephemeral port of 127.0.0.1 that logs what is asked. */
export interface TestServer {
  readonly url: string;
  readonly port: number;
  /** The paths requested so far, in order. */
  readonly requests: string[];
  close(): Promise<void>;
}

/** Starts a server for these paths; everything else is 404. */
export async function serve(
  routes: ReadonlyMap<string, Route>,
): Promise<TestServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    requests.push(path);
    const route = routes.get(path);
    if (route === undefined) {
      response.writeHead(404).end();
    } else if (Buffer.isBuffer(route)) {
      response.writeHead(200, { 'content-length': route.length }).end(route);
    } else {
      route(request, response);
    }
  });
  return started(server, requests);
}

/**
 * Starts a proxy for tunnels (CONNECT). Every host name leads to `port` of
 * 127.0.0.1; with a `status` every tunnel is refused with it.
 */
export async function serveProxy(
  target: { readonly port: number } | { readonly status: string },
): Promise<TestServer> {
  const requests: string[] = [];
  const server = createServer();
  server.on('connect', (request: IncomingMessage, socket) => {
    requests.push(request.url ?? '');
    if ('status' in target) {
      socket.end(`HTTP/1.1 ${target.status}\r\n\r\n`);
      return;
    }
    const upstream = connect(target.port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on('error', () => socket.destroy());
    socket.on('error', () => upstream.destroy());
    socket.on('close', () => upstream.destroy());
  });
  return started(server, requests);
}

async function started(
  server: Server,
  requests: string[],
): Promise<TestServer> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
