// SPDX-License-Identifier: Apache-2.0

import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readArchive } from './archive.js';
import {
  diskFailure,
  download,
  type DownloadLimits,
  type OnProgress,
} from './download.js';
import { KwctlError } from './errors.js';
import type { Environment } from './locate.js';
import { withLock } from './lock.js';
import { releaseAsset, releaseUrl, type ReleaseAsset } from './release.js';
import { verifyRelease, type TrustSource } from './verify.js';

/** What an installation into the cache needs; tests replace the optional part. */
export interface InstallOptions {
  /** The cache folder of this version, created when missing. */
  readonly folder: string;
  readonly env: Environment;
  readonly onProgress?: OnProgress | undefined;
  readonly limits?: DownloadLimits | undefined;
  readonly asset?: ReleaseAsset | undefined;
  readonly trust?: TrustSource | undefined;
}

/**
 * The path of the cached kwctl, which is downloaded and verified when the
 * cache does not hold it yet. A file under its final name is always complete
 * and verified: it gets there by one rename, after verification.
 *
 * @throws KwctlError with every code but `RUN`
 */
export async function installed(options: InstallOptions): Promise<string> {
  const asset = options.asset ?? releaseAsset();
  const target = join(options.folder, asset.binary);
  if (await isFile(target)) return target;
  const url = releaseUrl(asset.zip, options.env['KWCTL_MIRROR'] || undefined);
  try {
    await mkdir(options.folder, { recursive: true, mode: 0o700 });
    await withLock(`${target}.lock`, async () => {
      // Another start may have finished while this one waited.
      if (!(await isFile(target))) await install(options, asset, url, target);
    });
  } catch (error) {
    throw error instanceof Error ? diskFailure(error) : error;
  }
  return target;
}

async function install(
  options: InstallOptions,
  asset: ReleaseAsset,
  url: URL,
  target: string,
): Promise<void> {
  const { folder, env, limits, onProgress, trust } = options;
  const part = join(folder, `.${randomUUID()}.part`);
  try {
    await download({ url, path: part, env, limits, onProgress });
    const files = await readArchive(part, [asset.binary, asset.bundle]);
    const binary = contents(files, asset.binary);
    await verifyRelease({
      binary,
      bundle: contents(files, asset.bundle),
      tufCachePath: join(folder, 'sigstore'),
      trust,
    });
    await writeExecutable(part, binary);
    await rename(part, target);
  } finally {
    await rm(part, { force: true });
  }
}

function contents(files: ReadonlyMap<string, Buffer>, name: string): Buffer {
  const bytes = files.get(name);
  if (bytes === undefined) {
    throw new KwctlError('ARCHIVE', `the zip does not contain ${name}`);
  }
  return bytes;
}

async function writeExecutable(path: string, bytes: Buffer): Promise<void> {
  // The file is new, so that nobody holds the old one open for writing.
  await rm(path, { force: true });
  const file = await open(path, 'wx', 0o755);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() ?? false;
}
