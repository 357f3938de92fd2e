// SPDX-License-Identifier: Apache-2.0
import { createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Registry } from './scene.js';

/** A registry before another one that takes its time with every answer. */
export interface SlowRegistry {
  readonly address: string;
  close(): Promise<void>;
}

/**
 * Passes every request on, but not at once.
 *
 * @param rewrite gives the path that the other registry is asked for
 */
export async function startSlowRegistry(
  registry: Registry,
  delayMs: number,
  rewrite: (path: string) => string = (path) => path,
): Promise<SlowRegistry> {
  const [target = ''] = Object.values(registry.mirrors);
  const server = createServer((request, response) => {
    void sleep(delayMs).then(() => {
      const path = rewrite(request.url ?? '/');
      const url = new URL(path, `http://${target}`);
      const { method = 'GET', headers } = request;
      forward(url, { method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      })
        .on('error', () => response.destroy())
        .end();
    });
  });
  await new Promise<void>((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve()),
  );
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
