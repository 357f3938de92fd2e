// SPDX-License-Identifier: Apache-2.0

import { open } from 'node:fs/promises';
import { fetch, type Response } from 'undici';
import { KwctlError, rootMessage, systemCode } from './errors.js';
import type { Environment } from './locate.js';
import { httpAgent, networkFailure } from './network.js';

/** Bounds of one download. */
export interface DownloadLimits {
  readonly maxBytes: number;
  readonly totalMs: number;
}

/** Generous for a 40 MB zip on a slow line, finite for a hostile server. */
const DOWNLOAD_LIMITS: DownloadLimits = {
  maxBytes: 256 * 1024 * 1024,
  totalMs: 10 * 60 * 1000,
};

/** Told the bytes so far and, when the server says so, the bytes in all. */
export type OnProgress = (received: number, total: number | undefined) => void;

/** One download; everything but `url` and `path` has a default. */
export interface DownloadOptions {
  readonly url: URL;
  /** The file to write; its folder exists. */
  readonly path: string;
  readonly env: Environment;
  readonly limits?: DownloadLimits | undefined;
  readonly onProgress?: OnProgress | undefined;
}

/**
 * Downloads a file, bounded in size and time. A partial file may be left at
 * `path` when it fails: the caller owns and removes it.
 *
 * @throws KwctlError `NETWORK`, `HTTP`, `LIMIT` or `DISK`
 */
export async function download(options: DownloadOptions): Promise<void> {
  const { url, env, limits = DOWNLOAD_LIMITS } = options;
  const agent = httpAgent(env);
  const signal = AbortSignal.timeout(limits.totalMs);
  try {
    const response = await fetch(url, { dispatcher: agent, signal });
    await save(response, options, limits);
  } catch (error) {
    if (error instanceof KwctlError) throw error;
    if (signal.aborted) {
      throw new KwctlError(
        'LIMIT',
        `${url} was not downloaded within ${limits.totalMs / 1000} s`,
        error,
      );
    }
    throw networkFailure(error, url, env);
  } finally {
    await agent.destroy();
  }
}

async function save(
  response: Response,
  { url, path, onProgress }: DownloadOptions,
  limits: DownloadLimits,
): Promise<void> {
  if (!response.ok) throw httpFailure(response, url);
  const total = announcedBytes(response);
  if (total !== undefined && total > limits.maxBytes) {
    throw tooLarge(url, limits);
  }
  if (response.body === null) {
    throw new KwctlError('HTTP', `${url} answered without content`);
  }
  let received = 0;
  const file = await onDisk(() => open(path, 'w', 0o600));
  try {
    for await (const chunk of response.body) {
      const bytes = chunk as Uint8Array;
      received += bytes.length;
      if (received > limits.maxBytes) throw tooLarge(url, limits);
      await onDisk(() => file.write(bytes));
      onProgress?.(received, total);
    }
  } finally {
    await onDisk(() => file.close());
  }
  if (total !== undefined && received !== total) {
    throw new KwctlError(
      'NETWORK',
      `${url} ended after ${received} of ${total} bytes: try again`,
    );
  }
}

/** Runs a step on the disk, so that its errors are not taken for the network's. */
async function onDisk<T>(step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    throw error instanceof Error ? diskFailure(error) : error;
  }
}

/** The error of a failed write to the cache, with advice. */
export function diskFailure(error: Error): KwctlError | Error {
  if (error instanceof KwctlError) return error;
  const code = systemCode(error);
  if (code === undefined || !code.startsWith('E')) return error;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new KwctlError(
      'DISK',
      'the disk of the cache is full: free about 200 MB, or set ' +
        'XDG_CACHE_HOME to a folder on another disk',
      error,
    );
  }
  return new KwctlError(
    'DISK',
    `cannot write the cache: ${rootMessage(error)}. Set XDG_CACHE_HOME to a ` +
      'folder that can be written',
    error,
  );
}

function announcedBytes(response: Response): number | undefined {
  // With a content encoding the header counts other bytes than we receive.
  if (response.headers.get('content-encoding') !== null) return undefined;
  const header = response.headers.get('content-length');
  return header !== null && /^\d+$/.test(header) ? Number(header) : undefined;
}

function tooLarge(url: URL, limits: DownloadLimits): KwctlError {
  return new KwctlError(
    'LIMIT',
    `${url} is larger than the limit of ${limits.maxBytes} bytes`,
  );
}

function httpFailure(response: Response, url: URL): KwctlError {
  const advice =
    response.status === 404
      ? 'the release or the mirror has no such file: check KWCTL_MIRROR'
      : 'try again later, or set KWCTL_MIRROR to a mirror of the releases';
  return new KwctlError(
    'HTTP',
    `${url} answered ${response.status} ${response.statusText}`.trim() +
      `: ${advice}`,
  );
}
