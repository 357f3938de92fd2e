// SPDX-License-Identifier: Apache-2.0
import type { Command } from 'commander';
import { openRegistry } from '../capabilities/host-services.js';
import type { Registry } from '../registry/types.js';

/** Flags of every command that talks to registries. */
export interface RegistryFlags {
  readonly sourcesPath?: string | undefined;
  readonly dockerConfigJsonPath?: string | undefined;
}

/** Adds the flags that kwctl has for registries. */
export function addRegistryOptions(command: Command): Command {
  return command
    .option('--sources-path <file>', 'insecure registries and authorities')
    .option(
      '--docker-config-json-path <folder>',
      "folder of Docker's config.json",
    );
}

/**
 * A registry client as the flags say; without `--sources-path` Kubewarden's
 * own `sources.yaml` is used where it exists.
 *
 * @throws PolicyHostError ARGUMENT for an unreadable or malformed file
 */
export function registryFromFlags(flags: RegistryFlags): Promise<Registry> {
  return openRegistry({
    sourcesPath: flags.sourcesPath,
    dockerConfigDir: flags.dockerConfigJsonPath,
  });
}
