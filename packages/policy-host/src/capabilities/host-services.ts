// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Services } from './real-backend.js';
import { PolicyHostError } from '../errors.js';
import type { Registry, Sources } from '../registry/types.js';
import type { TrustRoot } from '../sigstore/trust/trust-material.js';

/** How registries are to be reached. */
export interface RegistryAccess {
  /** `sources.yaml`; absent: Kubewarden's own where it exists. */
  readonly sourcesPath?: string | undefined;
  readonly dockerConfigDir?: string | undefined;
  readonly mirrors?: Readonly<Record<string, string>> | undefined;
}

/** How registries and signatures are to be reached and trusted. */
export interface ServiceOptions extends RegistryAccess {
  readonly trustConfigPath?: string | undefined;
  /** Remarks that are no errors. */
  readonly warn: (text: string) => void;
}

/**
 * The real services, each made when first asked for: a policy that verifies
 * nothing costs neither the libraries nor the trust root.
 */
export function createServices(options: ServiceOptions): Services {
  let registry: Promise<Registry> | undefined;
  let root: Promise<TrustRoot | undefined> | undefined;
  const { trustConfigPath } = options;
  const warned = new Set<string>();
  const warnOnce = (text: string) => {
    if (!warned.has(text)) options.warn(text);
    warned.add(text);
  };
  const getRegistry = () => (registry ??= openRegistry(options));
  return {
    registry: getRegistry,
    verifier: async (target) => {
      const { createVerifier } = await import('../sigstore/verifier.js');
      const trustRoot = () => (root ??= openTrustRoot(options));
      return createVerifier({
        registry: target,
        warn: warnOnce,
        // A file the user named is read for every request, and must be there.
        trustRoot:
          trustConfigPath === undefined ? trustRoot : await trustRoot(),
      });
    },
    fetchAhead: async (target, images) => {
      const { fetchAhead } = await import('../sigstore/fetch-ahead.js');
      return fetchAhead(target, images);
    },
    certificateTrust: async (request) => {
      const { checkCertificateTrust } =
        await import('../sigstore/certificates/certificate-trust.js');
      return checkCertificateTrust(request);
    },
  };
}

/**
 * A registry client; its libraries are loaded only now.
 *
 * @throws PolicyHostError ARGUMENT for an unreadable or malformed sources file
 */
export async function openRegistry(options: RegistryAccess): Promise<Registry> {
  const { createRegistry } = await import('../registry/client.js');
  return createRegistry({
    sources: await openSources(options.sourcesPath),
    mirrors: options.mirrors,
    dockerConfigDir: options.dockerConfigDir,
  });
}

/**
 * The sources file, Kubewarden's own where none is named; undefined without.
 *
 * @throws PolicyHostError ARGUMENT when it is unreadable or malformed
 */
export async function openSources(
  sourcesPath: string | undefined,
): Promise<Sources | undefined> {
  const path = sourcesPath ?? defaultSources();
  if (path === undefined) return undefined;
  const { readSources } = await import('../registry/sources.js');
  return readSources(path);
}

/** `$XDG_CONFIG_HOME/kubewarden/sources.yaml`, if it exists. */
function defaultSources(): string | undefined {
  const config = process.env['XDG_CONFIG_HOME'] || join(homedir(), '.config');
  const path = join(config, 'kubewarden', 'sources.yaml');
  return existsSync(path) ? path : undefined;
}

/**
 * Without the public trust root verification goes on, but nothing that needs
 * Rekor or Fulcio is satisfied. A trust root the user named must be readable.
 */
export async function openTrustRoot({
  trustConfigPath,
  warn,
}: Pick<ServiceOptions, 'trustConfigPath' | 'warn'>): Promise<
  TrustRoot | undefined
> {
  const { loadTrustRoot } = await import('../sigstore/trust/trust-root.js');
  try {
    return await loadTrustRoot({ trustConfigPath });
  } catch (cause) {
    if (trustConfigPath !== undefined) throw cause;
    const reason =
      cause instanceof PolicyHostError ? cause.message : String(cause);
    warn(
      `Cannot create Sigstore trust root, verification relying on Rekor and Fulcio will fail: ${reason}`,
    );
    return undefined;
  }
}
