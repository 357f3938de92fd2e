// SPDX-License-Identifier: Apache-2.0
import { Option } from 'commander';
import type { Command } from 'commander';
import type { Operation, SendOptions } from '../manifests/build-request.js';
import { ManifestSet, readObjects } from '../manifests/requests.js';
import { PolicyHostError } from '../errors.js';
import type { CliIo } from './io.js';

/** Flags of commands that take requests and manifests. */
export interface ManifestFlags {
  readonly requestPath: readonly string[];
  readonly operation: Operation;
  readonly old?: readonly string[];
  readonly user: string;
  readonly namespace: string;
  readonly subResource?: string;
}

const REQUEST_PATH = '-r, --request-path <path>';
const REQUEST_PATH_TEXT =
  'request or manifests: a file, a folder, or - for standard input; repeatable (required)';

/** Adds the flags. */
export function addManifestFlags(command: Command): Command {
  return (
    command
      .option(REQUEST_PATH, REQUEST_PATH_TEXT, collect)
      // Not `requiredOption`: a mistyped flag is to be told first.
      .hook('preAction', (called) => {
        if (called.opts<Partial<ManifestFlags>>().requestPath !== undefined)
          return;
        called.error(`error: required option '${REQUEST_PATH}' not specified`);
      })
      .addOption(
        new Option('--operation <name>', 'what is done with the manifests')
          .choices(['CREATE', 'UPDATE', 'DELETE'])
          .default('CREATE'),
      )
      .option(
        '--old <path>',
        'the objects before an UPDATE, as in --request-path; repeatable',
        collect,
      )
      .option('--user <name>', 'who sends the manifests', 'kubernetes-admin')
      .option(
        '-n, --namespace <name>',
        'namespace of manifests that name none',
        'default',
      )
      .option(
        '--sub-resource <name>',
        'sub-resource that is asked for, such as ephemeralcontainers',
      )
  );
}

/** For options that may be given several times. */
export function collect(
  value: string,
  values: readonly string[] = [],
): string[] {
  return [...values, value];
}

/**
 * Reads what the flags name.
 *
 * @param warn gets a line for each thing an author should know
 * @throws PolicyHostError ARGUMENT, REQUEST
 */
export async function readManifests(
  flags: ManifestFlags,
  io: CliIo,
  warn: (text: string) => void,
): Promise<ManifestSet> {
  const { requestPath, operation, user, namespace, subResource } = flags;
  if ((flags.old !== undefined) !== (operation === 'UPDATE')) {
    throw new PolicyHostError(
      'ARGUMENT',
      flags.old === undefined
        ? '--operation UPDATE needs --old, the objects before the update'
        : '--old needs --operation UPDATE',
    );
  }
  const readStdin = () => io.readStdin();
  const old = await readObjects(flags.old ?? [], readStdin, warn);
  const options: SendOptions = { operation, old, user, namespace, subResource };
  return ManifestSet.read(requestPath, readStdin, options, warn);
}
