// SPDX-License-Identifier: Apache-2.0
import { Option } from 'commander';
import { stringify } from 'yaml';
import { PolicyHostError } from '../errors.js';
import {
  encodeMetadata,
  readModuleMetadata,
} from '../metadata/custom-section.js';
import { describeMetadata } from '../metadata/describe.js';
import { startProblem } from '../wasm/start-section.js';
import type { Registration } from './registration.js';
import type { CliIo } from './io.js';
import { readModuleFile } from './module-file.js';
import {
  addRegistryOptions,
  registryFromFlags,
  type RegistryFlags,
} from './registry-options.js';

interface InspectFlags extends RegistryFlags {
  readonly output?: 'yaml';
}

/** Adds `inspect`: shows the metadata of a module. */
export function registerInspect({ program, io }: Registration): void {
  addRegistryOptions(
    program
      .command('inspect')
      .description('show the Kubewarden metadata of a module')
      .argument('<uri>', 'path, file:// or registry:// address')
      .addOption(
        new Option('-o, --output <format>', 'machine-readable').choices([
          'yaml',
        ]),
      ),
  ).action((uri: string, flags: InspectFlags) => inspect(uri, flags, io));
}

async function inspect(
  uri: string,
  flags: InspectFlags,
  io: CliIo,
): Promise<void> {
  const module = await readModuleFile(
    uri,
    () => registryFromFlags(flags),
    flags.sourcesPath,
  );
  const problem = startProblem(module);
  if (problem !== undefined) io.err(`Warning: ${problem}\n`);
  const metadata = readModuleMetadata(module);
  if (metadata === undefined) {
    throw new PolicyHostError(
      'METADATA',
      `No Kubewarden metadata found inside of '${uri}'.\n` +
        'Policies can be annotated with the `kwctl annotate` command.',
    );
  }
  io.out(
    flags.output === 'yaml'
      ? stringify(JSON.parse(encodeMetadata(metadata)), { indentSeq: false })
      : describeMetadata(metadata),
  );
}
