// SPDX-License-Identifier: Apache-2.0
import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { registryReference } from '../artifact/policy-uri.js';
import { pullPolicy } from '../artifact/pull-policy.js';
import { writeOutput } from './write-output.js';
import type { Registration } from './registration.js';
import type { CliIo } from './io.js';
import {
  addRegistryOptions,
  registryFromFlags,
  type RegistryFlags,
} from './registry-options.js';

interface PullFlags extends RegistryFlags {
  readonly outputPath?: string;
}

/** Adds `pull`: fetches a module from a registry. */
export function registerPull({ program, io }: Registration): void {
  addRegistryOptions(
    program
      .command('pull')
      .description('fetch a policy from a registry')
      .argument('<uri>', 'registry://host/repository:tag')
      .option(
        '-o, --output-path <file>',
        "where to put the module; kwctl's policy store by default",
      ),
  ).action((uri: string, flags: PullFlags) => pull(uri, flags, io));
}

async function pull(uri: string, flags: PullFlags, io: CliIo): Promise<void> {
  const reference = registryReference(uri);
  const registry = await registryFromFlags(flags);
  const { module, immutableReference } = await pullPolicy(registry, reference);
  const path = flags.outputPath ?? (await storePath(reference));
  await writeOutput(path, module);
  io.out(`Policy successfully pulled: ${immutableReference}\n`);
}

/** Makes a place for a policy in the store that kwctl reads as well. */
async function storePath(reference: string): Promise<string> {
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  const store = join(cache, 'kubewarden', 'store', 'registry');
  const path = join(store, ...reference.split('/'));
  await mkdir(dirname(path), { recursive: true });
  return path;
}
