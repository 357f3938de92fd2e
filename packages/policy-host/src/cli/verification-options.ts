// SPDX-License-Identifier: Apache-2.0
import type { Command } from 'commander';
import { createServices } from '../capabilities/host-services.js';
import type { Services } from '../capabilities/real-backend.js';
import { PolicyHostError } from '../errors.js';
import { openMirrors } from './layout-mirrors.js';
import { collect } from './manifest-options.js';
import { addRegistryOptions } from './registry-options.js';
import type { RegistryFlags } from './registry-options.js';

/** Flags of every command that verifies images. */
export interface VerificationFlags extends RegistryFlags {
  readonly sigstoreTrustConfig?: string;
  readonly registryMirror?: readonly string[];
}

/** Adds the flags about registries, their mirrors and the trust root. */
export function addVerificationOptions(command: Command): Command {
  return addRegistryOptions(command)
    .option(
      '--sigstore-trust-config <file>',
      'trust root instead of the public',
    )
    .option(
      '--registry-mirror <host=address>',
      'ask another address, or an OCI layout oci:FOLDER, for the images of a registry; repeatable',
      collect,
    );
}

/**
 * Does something with the real services that the flags ask for, layouts served
 * meanwhile.
 *
 * @throws PolicyHostError ARGUMENT for mirrors that cannot be
 */
export async function withServices<T>(
  flags: VerificationFlags,
  warn: (text: string) => void,
  work: (services: Services) => Promise<T>,
): Promise<T> {
  const opened = await openMirrors(registryMirrors(flags));
  try {
    return await work(
      createServices({
        sourcesPath: flags.sourcesPath,
        dockerConfigDir: flags.dockerConfigJsonPath,
        mirrors: opened.mirrors,
        trustConfigPath: flags.sigstoreTrustConfig,
        warn,
      }),
    );
  } finally {
    await opened.close();
  }
}

/** `HOST=ADDRESS` pairs as a table. */
function registryMirrors({
  registryMirror = [],
}: VerificationFlags): Record<string, string> {
  return Object.fromEntries(
    registryMirror.map((pair) => {
      const [, host, address] = /^([^=]+)=([^=]+)$/.exec(pair) ?? [];
      if (host !== undefined && address !== undefined) return [host, address];
      throw new PolicyHostError(
        'ARGUMENT',
        `--registry-mirror expects HOST=ADDRESS, got ${pair}`,
      );
    }),
  );
}
