// SPDX-License-Identifier: Apache-2.0

/** An npm registry on 127.0.0.1 that has the packages of this checkout. */
import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stringify } from 'yaml';
import { PROJECT } from './project.js';

const VERDACCIO = join(PROJECT, 'node_modules/verdaccio/bin/verdaccio');
/** What was fetched once is kept for the next run. */
const KEPT = join(PROJECT, 'build/registry');
const START_TRIES = 100;
const START_PAUSE_MS = 300;
const PING_TIMEOUT_MS = 30_000;

/** The packages, those that others depend on first. */
export const PACKAGES = [
  'policy-sdk-assemblyscript',
  'policy-host',
  'kwctl',
  'create-kubewarden-policy',
] as const;

/** A running registry. */
export interface LocalRegistry {
  /** Variables that make npm use it, and nothing of this machine's user. */
  readonly env: Readonly<Record<string, string | undefined>>;
  publish(tarball: string): void;
  close(): void;
}

/**
 * Starts it. What it does not have itself it takes from the registry that npm
 * is configured with.
 */
export async function startRegistry(): Promise<LocalRegistry> {
  const uplink = npm(['config', 'get', 'registry'], process.env).trim();
  const storage = join(KEPT, 'storage');
  for (const name of PACKAGES) {
    for (const scope of ['', '@kubewarden/']) {
      rmSync(join(storage, scope + name), { recursive: true, force: true });
    }
  }
  mkdirSync(storage, { recursive: true });
  const config = join(KEPT, 'config.yaml');
  const own = { access: '$all', publish: '$all', unpublish: '$all' };
  writeFileSync(
    config,
    stringify({
      storage,
      uplinks: { upstream: { url: uplink, cache: true, maxage: '1d' } },
      packages: {
        '@kubewarden/*': own,
        'create-kubewarden-policy': own,
        kwctl: own,
        '**': { access: '$all', proxy: 'upstream' },
      },
      log: { type: 'stdout', format: 'json', level: 'error' },
      max_body_size: '100mb',
      web: { enable: false },
    }),
  );
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  const child = spawn(
    process.execPath,
    [VERDACCIO, '--config', config, '--listen', `127.0.0.1:${port}`],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  await answering(url, child);
  const npmrc = join(KEPT, 'npmrc');
  writeFileSync(
    npmrc,
    [
      `registry=${url}`,
      // npm publishes as somebody only; the registry lets everybody.
      `//127.0.0.1:${port}/:_authToken=anybody`,
      `cache=${join(KEPT, 'npm-cache')}`,
      'prefer-offline=true',
      'audit=false',
      'fund=false',
      'update-notifier=false',
    ].join('\n'),
  );
  const env = { ...withoutNpm(process.env), NPM_CONFIG_USERCONFIG: npmrc };
  return {
    env,
    publish: (tarball) => {
      npm(['publish', '--provenance=false', tarball], env);
    },
    close: () => child.kill(),
  };
}

/** Packs the packages as they are published; gives the paths of the files. */
export function pack(folder: string): ReadonlyMap<string, string> {
  mkdirSync(folder, { recursive: true });
  return new Map(
    PACKAGES.map((name) => {
      const json = npm(
        [
          ...['pack', '--json', '--ignore-scripts=false', '-w'],
          ...[`packages/${name}`, '--pack-destination', folder],
        ],
        withoutNpm(process.env),
      );
      // What the scripts print comes first.
      const [packed] = JSON.parse(json.slice(json.lastIndexOf('\n[') + 1)) as {
        filename: string;
      }[];
      assert.ok(packed);
      return [name, join(folder, packed.filename)];
    }),
  );
}

/** Runs npm in the project; gives what it printed. */
function npm(args: readonly string[], env: NodeJS.ProcessEnv): string {
  const { status, stdout, stderr } = spawnSync('npm', args, {
    cwd: PROJECT,
    encoding: 'utf8',
    env,
  });
  assert.equal(status, 0, `npm ${args.join(' ')}\n${stdout}${stderr}`);
  return stdout;
}

/** Why there is nowhere to take the other packages from; false if there is. */
export function registryMissing(): string | false {
  const { status } = spawnSync('npm', ['ping'], {
    timeout: PING_TIMEOUT_MS,
    env: withoutNpm(process.env),
  });
  return status === 0 ? false : 'no npm registry can be reached';
}

/** What npm tells its children is not for another npm. */
function withoutNpm(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(
    ([name]) => !/^npm_|^NODE_TEST_CONTEXT$/i.test(name),
  );
  return { ...Object.fromEntries(kept) };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function answering(url: string, child: ChildProcess): Promise<void> {
  for (let i = 0; i < START_TRIES; i++) {
    assert.equal(child.exitCode, null, 'the registry ended');
    try {
      if ((await fetch(`${url}-/ping`)).ok) return;
    } catch {
      // Not yet.
    }
    await sleep(START_PAUSE_MS);
  }
  child.kill();
  assert.fail('the registry does not answer');
}
