// SPDX-License-Identifier: Apache-2.0
import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const PROGRAM = 'docker-registry';
const START_MS = 10_000;

/** Reason to skip a test, false where the registry is installed. */
export const registryMissing: string | false =
  spawnSync(PROGRAM, ['--version']).error === undefined
    ? false
    : `${PROGRAM} not found`;

/** A real registry in memory, on loopback. */
export interface DockerRegistry {
  /** `127.0.0.1:port` */
  readonly host: string;
  stop(): Promise<void>;
}

/** Starts Debian's docker-registry and waits until it answers. */
export async function startDockerRegistry(): Promise<DockerRegistry> {
  const folder = await mkdtemp(join(tmpdir(), 'docker-registry-'));
  const host = `127.0.0.1:${await freePort()}`;
  const config = join(folder, 'config.yml');
  await writeFile(
    config,
    JSON.stringify({
      version: '0.1',
      log: { level: 'error', accesslog: { disabled: true } },
      storage: { inmemory: {} },
      http: { addr: host },
    }),
  );
  const child = spawn(PROGRAM, ['serve', config], { stdio: 'ignore' });
  const stop = async () => {
    if (child.exitCode === null) {
      const gone = new Promise((done) => child.once('exit', done));
      child.kill();
      await gone;
    }
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await waitFor(`http://${host}/v2/`);
  } catch (cause) {
    await stop();
    throw cause;
  }
  return { host, stop };
}

async function waitFor(url: string): Promise<void> {
  const end = Date.now() + START_MS;
  for (;;) {
    try {
      const response = await fetch(url);
      await response.arrayBuffer();
      if (response.ok) return;
    } catch (cause) {
      if (Date.now() > end) throw cause;
    }
    await delay(50);
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
