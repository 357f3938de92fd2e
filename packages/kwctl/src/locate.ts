// SPDX-License-Identifier: Apache-2.0

import { constants } from 'node:fs';
import { access, open, realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, isAbsolute, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { KwctlError, rootMessage } from './errors.js';
import { KWCTL_VERSION } from './release.js';

/** The environment variables that are read, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The folder of this package, whose own launcher must never be run. */
const PACKAGE_ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** First bytes of ELF, Mach-O (64 bit and universal) and PE executables. */
const MAGIC_NUMBERS = ['7f454c46', 'cffaedfe', 'cafebabe', '4d5a'];

/**
 * The binary named by `KWCTL_PATH`, or undefined when that is not set.
 *
 * @throws KwctlError `ARGUMENT` when it names no executable, or this wrapper
 */
export async function fromKwctlPath(
  env: Environment,
): Promise<string | undefined> {
  const path = env['KWCTL_PATH'];
  if (path === undefined || path === '') return undefined;
  try {
    if (!(await stat(path)).isFile()) throw new Error('not a file');
    await access(path, constants.X_OK);
  } catch (error) {
    throw new KwctlError(
      'ARGUMENT',
      `KWCTL_PATH=${path} cannot be run: ${rootMessage(error)}`,
      error,
    );
  }
  if (await isOurs(path)) {
    throw new KwctlError(
      'ARGUMENT',
      `KWCTL_PATH=${path} is this npm wrapper: name the kwctl binary itself`,
    );
  }
  return path;
}

/**
 * The first native executable called kwctl on `PATH`. Scripts are passed over:
 * npm's shims, and this wrapper under whatever name, would call themselves.
 */
export async function fromSearchPath(
  env: Environment,
  platform: string = process.platform,
): Promise<string | undefined> {
  const path = env['PATH'] ?? env['Path'] ?? '';
  const name = platform === 'win32' ? 'kwctl.exe' : 'kwctl';
  for (const folder of path.split(delimiter)) {
    // A relative entry would run whatever the current folder holds.
    if (!isAbsolute(folder)) continue;
    const candidate = join(folder, name);
    if (await isNativeExecutable(candidate)) return candidate;
  }
  return undefined;
}

/** The folder of this version's cache; it is created when it is first needed. */
export function cacheFolder(
  env: Environment,
  platform: string = process.platform,
  version: string = KWCTL_VERSION,
): string {
  return join(cacheRoot(env, platform), 'kwctl-npm', version);
}

function cacheRoot(env: Environment, platform: string): string {
  const xdg = env['XDG_CACHE_HOME'];
  if (xdg !== undefined && isAbsolute(xdg)) return xdg;
  const home = env['HOME'] ?? homedir();
  if (platform === 'darwin') return join(home, 'Library', 'Caches');
  if (platform === 'win32') {
    return env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local');
  }
  return join(home, '.cache');
}

async function isOurs(path: string): Promise<boolean> {
  const real = await realpath(path);
  const root = await realpath(PACKAGE_ROOT);
  return real.startsWith(root.endsWith(sep) ? root : root + sep);
}

async function isNativeExecutable(path: string): Promise<boolean> {
  try {
    if (!(await stat(path)).isFile()) return false;
    await access(path, constants.X_OK);
    if (await isOurs(path)) return false;
    const file = await open(path, 'r');
    try {
      const head = Buffer.alloc(4);
      const { bytesRead } = await file.read(head, 0, 4, 0);
      const hex = head.subarray(0, bytesRead).toString('hex');
      return MAGIC_NUMBERS.some((magic) => hex.startsWith(magic));
    } finally {
      await file.close();
    }
  } catch {
    return false;
  }
}
