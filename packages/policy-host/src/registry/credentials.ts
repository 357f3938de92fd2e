// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { askHelper } from './credential-helper.js';
import type { Credentials } from './types.js';

const DOCKER_HUB_KEY = 'https://index.docker.io/v1/';

interface DockerConfig {
  readonly auths?: Record<string, { auth?: string; identitytoken?: string }>;
  readonly credHelpers?: Record<string, string>;
  readonly credsStore?: string;
}

/**
 * Finds the credentials of a registry host in Docker's `config.json`:
 * `credHelpers`, then `auths`, then `credsStore`. Whatever goes wrong, the
 * answer is undefined and the registry is asked anonymously, as kwctl does.
 *
 * @param directory holds `config.json`; default `$DOCKER_CONFIG`, `~/.docker`.
 */
export async function findCredentials(
  registry: string,
  directory?: string,
): Promise<Credentials | undefined> {
  const config = await readDockerConfig(directory);
  if (config === undefined) return undefined;
  const host = registry === 'docker.io' ? 'index.docker.io' : registry;
  const serverUrl = registry === 'docker.io' ? DOCKER_HUB_KEY : registry;

  const helper = lookUp(config.credHelpers, host);
  if (helper !== undefined) return askHelper(helper, serverUrl);
  const entry = lookUp(config.auths, host);
  // Identity tokens need an OAuth exchange that kwctl does not do either.
  if (typeof entry?.identitytoken === 'string') return undefined;
  if (typeof entry?.auth === 'string' && entry.auth !== '') {
    return decodeBasic(entry.auth);
  }
  return typeof config.credsStore === 'string'
    ? askHelper(config.credsStore, serverUrl)
    : undefined;
}

async function readDockerConfig(
  directory: string | undefined,
): Promise<DockerConfig | undefined> {
  const folder =
    directory ?? process.env['DOCKER_CONFIG'] ?? join(homedir(), '.docker');
  try {
    const text = await readFile(join(folder, 'config.json'), 'utf8');
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** Keys are hosts, or URLs such as `https://index.docker.io/v1/`. */
function lookUp<T>(
  map: Record<string, T> | undefined,
  host: string,
): T | undefined {
  if (typeof map !== 'object' || map === null) return undefined;
  if (Object.hasOwn(map, host)) return map[host];
  const found = Object.entries(map).find(([key]) => hostOfKey(key) === host);
  return found?.[1];
}

function hostOfKey(key: string): string {
  const url = /^https?:\/\/([^/]+)/.exec(key);
  return url?.[1] ?? key;
}

function decodeBasic(auth: string): Credentials | undefined {
  const text = Buffer.from(auth, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 0) return undefined;
  return {
    username: text.slice(0, colon),
    // Docker's own files may end the password with a NUL.
    password: text.slice(colon + 1).replace(/\0+$/, ''),
  };
}
