// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { createRegistry, type RegistryOptions } from '../registry/client.js';
import { EMPTY_SOURCES, readSources } from '../registry/sources.js';
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
export async function registryFromFlags(
  flags: RegistryFlags,
  options: RegistryOptions = {},
): Promise<Registry> {
  const path = flags.sourcesPath ?? defaultSourcesPath();
  return createRegistry({
    ...options,
    sources: path === undefined ? EMPTY_SOURCES : await readSources(path),
    dockerConfigDir: flags.dockerConfigJsonPath,
  });
}

function defaultSourcesPath(): string | undefined {
  const config = process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config');
  const path = join(config, 'kubewarden', 'sources.yaml');
  return existsSync(path) ? path : undefined;
}
