// SPDX-License-Identifier: Apache-2.0
import { Option } from 'commander';
import { registryReference } from '../artifact/policy-uri.js';
import { pushPolicy } from '../artifact/push-policy.js';
import { readModuleMetadata } from '../metadata/custom-section.js';
import { startProblem } from '../wasm/start-section.js';
import type { Registration } from './registration.js';
import type { CliIo } from './io.js';
import { readModuleFile } from './module-file.js';
import {
  addRegistryOptions,
  registryFromFlags,
  type RegistryFlags,
} from './registry-options.js';

interface PushFlags extends RegistryFlags {
  readonly output: 'text' | 'json';
  readonly force?: boolean;
}

/** Adds `push`: stores a module in a registry. */
export function registerPush({ program, io }: Registration): void {
  addRegistryOptions(
    program
      .command('push')
      .description('push an annotated policy to a registry')
      .argument('<policy>', 'path or file:// address of the module')
      .argument('<uri>', 'registry://host/repository:tag')
      .addOption(
        new Option('-o, --output <format>', 'how to print the reference')
          .choices(['text', 'json'])
          .default('text'),
      )
      .option('-f, --force', 'push a module without metadata as well'),
  ).action((policy: string, uri: string, flags: PushFlags) =>
    push(policy, uri, flags, io),
  );
}

async function push(
  policy: string,
  uri: string,
  flags: PushFlags,
  io: CliIo,
): Promise<void> {
  const registry = () => registryFromFlags(flags);
  const module = await readModuleFile(policy, registry, flags.sourcesPath);
  const problem = startProblem(module);
  if (problem !== undefined) io.err(`Warning: ${problem}\n`);
  const force = flags.force ?? false;
  if (force && readModuleMetadata(module) === undefined) {
    io.err('Warning: pushing a non-annotated policy!\n');
  }
  const reference = registryReference(uri);
  const immutable = await pushPolicy(await registry(), module, reference, {
    force,
  });
  io.out(
    flags.output === 'json'
      ? JSON.stringify({ immutable_ref: immutable })
      : `Policy successfully pushed: ${immutable}\n`,
  );
}
