// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openSources } from '../capabilities/host-services.js';
import { PolicyHostError } from '../errors.js';
import type { Registry } from '../registry/types.js';

/** Far above any policy; a server must not fill the memory. */
const MAX_MODULE_BYTES = 128 * 1024 * 1024;

/**
 * The bytes of a module named by path, `file://`, `registry://` or `https://`.
 *
 * `sourcesPath` is the file about insecure hosts and authorities, if any.
 *
 * @throws PolicyHostError ARGUMENT `unknown scheme: X`, MODULE when it cannot
 *   be read, REGISTRY and its like when it cannot be fetched
 */
export async function readModuleFile(
  uri: string,
  registry: () => Promise<Registry>,
  sourcesPath: string | undefined,
): Promise<Uint8Array> {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(uri)?.[1];
  switch (scheme) {
    case undefined:
      return readLocal(uri, uri);
    case 'file':
      return readLocal(fileURLToPath(uri), uri);
    case 'registry': {
      const { pullPolicy } = await import('../artifact/pull-policy.js');
      const reference = uri.slice('registry://'.length);
      return (await pullPolicy(await registry(), reference)).module;
    }
    case 'https':
      return download(new URL(uri), sourcesPath);
    default:
      throw new PolicyHostError('ARGUMENT', `unknown scheme: ${scheme}`);
  }
}

function readLocal(path: string, uri: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PolicyHostError(
      'MODULE',
      `Cannot find policy with uri: ${uri}: ${reason}`,
      cause,
    );
  }
}

async function download(
  url: URL,
  sourcesPath: string | undefined,
): Promise<Uint8Array> {
  const [{ Endpoints }, { send }, { DEFAULT_LIMITS }] = await Promise.all([
    import('../registry/endpoints.js'),
    import('../registry/http.js'),
    import('../registry/limits.js'),
  ]);
  const sources = (await openSources(sourcesPath)) ?? {
    insecureSources: [],
    sourceAuthorities: {},
  };
  const endpoints = new Endpoints({ sources, mirrors: {} });
  const [endpoint] = endpoints.candidates(url.host);
  const { status, body } = await send(
    {
      method: 'GET',
      url,
      dispatcher: endpoint?.dispatcher ?? endpoints.strangerOf(url),
      maxBytes: MAX_MODULE_BYTES,
      signal: AbortSignal.timeout(DEFAULT_LIMITS.operationMs),
    },
    DEFAULT_LIMITS,
    (stranger) => endpoints.strangerOf(stranger),
  );
  if (status === 200) return body;
  throw new PolicyHostError('MODULE', `${url.href} answered ${status}`);
}
