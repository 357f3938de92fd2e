// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { X509Certificate } from 'node:crypto';
import { parse } from 'yaml';
import { PolicyHostError } from '../errors.js';
import type { Proxies, Sources } from './types.js';

/** No host is insecure, none has authorities of its own. */
export const EMPTY_SOURCES: Sources = {
  insecureSources: [],
  sourceAuthorities: {},
};

/**
 * Reads `sources.yaml` (YAML or JSON): `insecure_sources`, a list of
 * `host[:port]`, and `source_authorities`, from `host[:port]` to certificates
 * given as `{type: Path, path}` or `{type: Data, data}`, PEM or DER, and
 * `proxies`. Unknown keys are ignored, as kwctl does.
 *
 * @throws PolicyHostError ARGUMENT for an unreadable or malformed file.
 */
export async function readSources(path: string): Promise<Sources> {
  const text = await readSourceFile(path);
  let document: unknown;
  try {
    document = parse(text);
  } catch (cause) {
    throw malformed(path, 'not valid YAML', cause);
  }
  const root = mapping(document, path, 'the document');
  const insecure = root['insecure_sources'] ?? [];
  if (!isStringList(insecure)) {
    throw malformed(path, 'insecure_sources must be a list of strings');
  }
  const entries = Object.entries(
    mapping(root['source_authorities'] ?? {}, path, 'source_authorities'),
  );
  const authorities: Record<string, readonly string[]> = {};
  for (const [host, list] of entries) {
    if (!Array.isArray(list)) {
      throw malformed(path, `source_authorities.${host} must be a list`);
    }
    authorities[host] = await Promise.all(
      list.map((entry: unknown) => readAuthority(entry, path, host)),
    );
  }
  const sources = { insecureSources: insecure, sourceAuthorities: authorities };
  const { proxies } = root;
  return proxies === undefined || proxies === null
    ? sources
    : {
        ...sources,
        proxies: readProxies(mapping(proxies, path, 'proxies'), path),
      };
}

function readProxies(map: Record<string, unknown>, path: string): Proxies {
  const read = (name: string): string | undefined => {
    const value = map[name] ?? undefined;
    if (value === undefined || typeof value === 'string') return value;
    throw malformed(path, `proxies.${name} must be a string`);
  };
  return {
    http: read('http_proxy'),
    https: read('https_proxy'),
    no: read('no_proxy'),
  };
}

async function readSourceFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new PolicyHostError(
      'ARGUMENT',
      `Cannot read sources file ${path}: ${(cause as Error).message}`,
      cause,
    );
  }
}

async function readAuthority(
  entry: unknown,
  path: string,
  host: string,
): Promise<string> {
  const where = `source_authorities.${host}`;
  const { type, path: file, data } = mapping(entry, path, where);
  if (type === 'Data' && typeof data === 'string') {
    return certificatePem(Buffer.from(data, 'utf8'));
  }
  if (type !== 'Path' || typeof file !== 'string') {
    throw malformed(
      path,
      `${where}: expected {type: Path, path} or {type: Data, data}`,
    );
  }
  try {
    return certificatePem(await readFile(file));
  } catch (cause) {
    if (cause instanceof PolicyHostError) throw cause;
    throw new PolicyHostError(
      'ARGUMENT',
      `Cannot read certificate from file: ${file}: ${(cause as Error).message}`,
      cause,
    );
  }
}

function certificatePem(bytes: Buffer): string {
  try {
    const first = new X509Certificate(bytes);
    const text = bytes.toString('utf8');
    // A PEM file may hold a whole chain; keep all of it.
    return text.includes('-----BEGIN CERTIFICATE') ? text : first.toString();
  } catch (cause) {
    throw new PolicyHostError(
      'ARGUMENT',
      'Invalid certificate: Raw certificate is not in PEM nor in DER encoding',
      cause,
    );
  }
}

function mapping(
  value: unknown,
  path: string,
  where: string,
): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw malformed(path, `${where} must be a mapping`);
  }
  return value as Record<string, unknown>;
}

function isStringList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((v) => typeof v === 'string');
}

function malformed(path: string, what: string, cause?: unknown) {
  return new PolicyHostError(
    'ARGUMENT',
    `Malformed sources file ${path}: ${what}`,
    cause,
  );
}
