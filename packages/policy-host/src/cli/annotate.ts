// SPDX-License-Identifier: Apache-2.0
import { PolicyHostError } from '../errors.js';
import { annotatePolicy } from '../metadata/annotate.js';
import { readInput } from './files.js';
import { writeOutput } from './write-output.js';
import type { Registration } from './registration.js';
import type { CliIo } from './io.js';
import { packageVersion } from './version.js';

interface AnnotateFlags {
  readonly metadataPath: string;
  readonly outputPath: string;
  readonly usagePath?: string;
}

/** Adds `annotate`: metadata.yml becomes a custom section of the module. */
export function registerAnnotate({ program, io }: Registration): void {
  program
    .command('annotate')
    .description('add Kubewarden metadata to a WebAssembly module')
    .argument('<wasm-path>', 'module to annotate')
    .requiredOption('-m, --metadata-path <file>', 'metadata.yml')
    .requiredOption('-o, --output-path <file>', 'annotated module')
    .option('-u, --usage-path <file>', 'Markdown that explains the policy')
    .action((path: string, flags: AnnotateFlags) => annotate(path, flags, io));
}

async function annotate(
  path: string,
  flags: AnnotateFlags,
  io: CliIo,
): Promise<void> {
  const module = await readInput(path, 'Error reading wasm file');
  const metadata = await readText(
    flags.metadataPath,
    'Error opening metadata file',
  );
  const usage =
    flags.usagePath === undefined
      ? undefined
      : await readText(flags.usagePath, 'Error reading usage file');
  const annotated = await annotatePolicy({
    module,
    metadata,
    usage,
    toolVersion: packageVersion(),
  });
  for (const warning of annotated.warnings) {
    io.err(`Warning: ${warning}\n`);
  }
  await writeOutput(flags.outputPath, annotated.module);
}

async function readText(path: string, doing: string): Promise<string> {
  const bytes = await readInput(path, doing);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    const text = `${doing}: ${path}: stream did not contain valid UTF-8`;
    throw new PolicyHostError('ARGUMENT', text, cause);
  }
}
