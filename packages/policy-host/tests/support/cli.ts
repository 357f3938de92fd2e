// SPDX-License-Identifier: Apache-2.0
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CliIo } from '../../src/cli/io.js';
import { main } from '../../src/cli/main.js';
import { temporaryPath } from './temporary-path.js';

/** What a command line did. */
export interface CliRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line inside this process, on no terminal by default. */
export async function cli(
  args: readonly string[],
  stdin: Uint8Array | string = '',
  terminal: Partial<CliIo> = {},
): Promise<CliRun> {
  const printed = { stdout: '', stderr: '' };
  const code = await main(args, {
    out: (text) => void (printed.stdout += text),
    err: (text) => void (printed.stderr += text),
    outIsTerminal: false,
    errIsTerminal: false,
    noColor: false,
    columns: 120,
    readStdin: async () => Buffer.from(stdin),
    ...terminal,
  });
  return { code, ...printed };
}

/** A folder that goes away with its test file. */
export interface Folder {
  /** Path of a file in it. */
  at(name: string): string;
  /** Writes a file and answers its path. */
  write(name: string, content: string | Uint8Array): Promise<string>;
  remove(): Promise<void>;
}

/** Makes a temporary folder. */
export async function temporaryFolder(): Promise<Folder> {
  const path = temporaryPath('policy-host');
  const at = (name: string) => join(path, name);
  return {
    at,
    async write(name, content) {
      await writeFile(at(name), content);
      return at(name);
    },
    // Programs that were just ended, as browsers, may still be writing.
    remove: () => rm(path, { recursive: true, force: true, maxRetries: 10 }),
  };
}
