// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { TrustedRoot } from '@sigstore/protobuf-specs';
import { PolicyHostError } from '../../errors.js';
import { parseTrustConfig } from './trust-config.js';
import { type TrustRoot, toTrustRoot } from './trust-material.js';

const TUF_REQUEST_MS = 5_000;
const TUF_TOTAL_MS = 20_000;

export type { TrustRoot } from './trust-material.js';

/** Where the trust root comes from. */
export interface TrustRootOptions {
  /** A `ClientTrustConfig` file; absent: Sigstore's public TUF repository. */
  readonly trustConfigPath?: string | undefined;
  /** Cache of the TUF client; default below the user's cache folder. */
  readonly tufCacheDir?: string | undefined;
  /** TUF repository asked instead of the public one. */
  readonly tufMirrorUrl?: string | undefined;
  /** Bound of the whole download, ms. */
  readonly timeoutMs?: number | undefined;
}

/**
 * Loads the keys and authorities to believe in.
 *
 * @throws PolicyHostError TRUST_ROOT when the file is unreadable, malformed or
 * names no certificate authority, or the repository does not answer in time.
 */
export async function loadTrustRoot(
  options: TrustRootOptions = {},
): Promise<TrustRoot> {
  const { trustConfigPath } = options;
  const root =
    trustConfigPath === undefined
      ? await fetchPublicRoot(options)
      : parseTrustConfig(await readConfig(trustConfigPath), trustConfigPath);
  let trust: TrustRoot;
  try {
    trust = toTrustRoot(root, new Date());
  } catch (cause) {
    throw trustRootError('unusable key or certificate', cause);
  }
  if (trust.authorities.length === 0) {
    throw new PolicyHostError('TRUST_ROOT', 'Fulcio certificates not found');
  }
  return trust;
}

async function readConfig(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new PolicyHostError(
      'TRUST_ROOT',
      `could not read Sigstore PKI file ${path}: ${(cause as Error).message}`,
      cause,
    );
  }
}

async function fetchPublicRoot(
  options: TrustRootOptions,
): Promise<TrustedRoot> {
  // Loaded only here: most runs name a trust config and need no TUF client.
  const { getTrustedRoot } = await import('@sigstore/tuf');
  const totalMs = options.timeoutMs ?? TUF_TOTAL_MS;
  const { tufMirrorUrl } = options;
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`no answer within ${totalMs} ms`)),
      totalMs,
    );
  });
  try {
    const root = getTrustedRoot({
      cachePath: options.tufCacheDir ?? defaultCache(),
      timeout: Math.min(TUF_REQUEST_MS, totalMs),
      retry: 1,
      ...(tufMirrorUrl === undefined ? {} : { mirrorURL: tufMirrorUrl }),
    });
    return await Promise.race([root, expired]);
  } catch (cause) {
    throw trustRootError(
      'cannot fetch it from the TUF repository; name a file with ' +
        '--sigstore-trust-config to do without',
      cause,
    );
  } finally {
    clearTimeout(timer);
  }
}

function defaultCache(): string {
  const base = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  return join(base, 'policy-host', 'sigstore-tuf');
}

function trustRootError(what: string, cause: unknown): PolicyHostError {
  const text = cause instanceof Error ? cause.message : String(cause);
  return new PolicyHostError(
    'TRUST_ROOT',
    `Cannot create Sigstore trust root: ${what}: ${text.split('\n')[0]}`,
    cause,
  );
}
