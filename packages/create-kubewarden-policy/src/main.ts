// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { resolve } from 'node:path';
import { Command, CommanderError } from 'commander';
import { CreateError } from './errors.js';
import { generate, linkPackages, linkedVersions } from './generate.js';
import { KINDS } from './kinds.js';
import { checkKind, checkName, readAuthor } from './project.js';
import type { Project } from './project.js';
import { ask } from './questions.js';
import type { Terminal } from './questions.js';

const manifest = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
) as { version: string };
/** All packages of the repository are released with one version. */
const VERSION = manifest.version;
const PUBLISHED: Project['versions'] = {
  sdk: VERSION,
  host: VERSION,
  assemblyscript: '0.28.20',
  prettier: '3.10.1',
  yaml: '2.9.1',
};

/** The streams of the process. */
export interface Streams extends Terminal {
  readonly stderr: Writable;
}

interface Options {
  readonly description?: string;
  readonly author?: string;
  readonly kind?: string;
  readonly directory?: string;
  readonly link?: string;
}

/**
 * Runs the initializer.
 *
 * @param args command-line arguments without program names
 * @returns the exit code: 0, 1 for problems, 2 for wrong arguments
 */
export async function main(
  args: readonly string[],
  streams: Streams,
): Promise<number> {
  const command = commandFor(streams);
  try {
    await command.parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (!(error instanceof CreateError)) throw error;
    streams.stderr.write(`Error: ${error.message}\n`);
    return 1;
  }
}

function commandFor(streams: Streams): Command {
  return new Command('create-kubewarden-policy')
    .description('Starts a Kubewarden policy in AssemblyScript')
    .version(VERSION)
    .argument('[name]', 'name of the policy; asked for when not given')
    .option('--description <text>', 'what the policy does, in one line')
    .option('--kind <kind>', Object.keys(KINDS).join(', '))
    .option('--author <mailbox>', 'such as "Ada <ada@example.org>"')
    .option('--directory <path>', 'where to write it; the name by default')
    .option(
      '--link <checkout>',
      'use the packages of a checkout of the SDK, and fetch nothing',
    )
    .exitOverride()
    .configureOutput({
      writeOut: (text) => streams.stdout.write(text),
      writeErr: (text) => streams.stderr.write(text),
    })
    .action((name: string | undefined, options: Options) =>
      create(name, options, streams),
    );
}

async function create(
  given: string | undefined,
  options: Options,
  streams: Streams,
): Promise<void> {
  const name = checkName(
    given ?? (await ask(streams, 'Name of the policy', 'my-policy')),
  );
  const { link } = options;
  const project: Project = {
    name,
    description:
      options.description ??
      (await ask(streams, 'What it does', `The policy ${name}`)),
    kind: checkKind(
      options.kind ??
        (await ask(
          streams,
          `Kind: ${Object.keys(KINDS).join(', ')}`,
          'validating',
        )),
    ),
    author: readAuthor(
      options.author ??
        (await ask(streams, 'Author', 'Nobody <nobody@example.org>')),
    ),
    created: new Date(),
    versions: link === undefined ? PUBLISHED : linkedVersions(link),
  };
  const folder = resolve(options.directory ?? name);
  const files = await generate(folder, project);
  if (link !== undefined) await linkPackages(folder, link);
  const install = link === undefined ? 'npm install\n  ' : '';
  streams.stdout.write(
    `Wrote ${files.length} files to ${folder}. Next:\n\n` +
      `  cd ${folder}\n  ${install}make test\n`,
  );
}
