// SPDX-License-Identifier: Apache-2.0
import { readFile, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { PolicyHostError } from '../errors.js';
import type { CliIo } from './io.js';

/** One request to evaluate, not yet parsed. */
export interface RequestFile {
  /** For tables and errors. */
  readonly name: string;
  readonly content: string | Uint8Array;
}

/**
 * Reads what `--request-path` names: a file, standard input (`-`), the `.json`
 * files of a folder in the order of their names, or the lines of a `.jsonl`
 * file.
 *
 * @throws PolicyHostError ARGUMENT when nothing can be read
 */
export async function readRequestFiles(
  path: string,
  io: CliIo,
): Promise<RequestFile[]> {
  if (path === '-') {
    return [{ name: 'stdin', content: await io.readStdin() }];
  }
  try {
    if ((await stat(path)).isDirectory()) return await readFolder(path);
    const content = await readFile(path);
    return path.endsWith('.jsonl')
      ? readLines(path, content)
      : [{ name: basename(path), content }];
  } catch (cause) {
    if (cause instanceof PolicyHostError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PolicyHostError(
      'ARGUMENT',
      `Error opening request file ${path}; ${reason}`,
      cause,
    );
  }
}

async function readFolder(path: string): Promise<RequestFile[]> {
  const names = (await readdir(path)).filter((name) => name.endsWith('.json'));
  return notEmpty(
    path,
    await Promise.all(
      names.sort().map(async (name) => ({
        name,
        content: await readFile(join(path, name)),
      })),
    ),
  );
}

function readLines(path: string, bytes: Uint8Array): RequestFile[] {
  const lines = new TextDecoder().decode(bytes).split('\n');
  return notEmpty(
    path,
    lines.flatMap((line, i) =>
      line.trim() === ''
        ? []
        : [{ name: `${basename(path)}:${i + 1}`, content: line }],
    ),
  );
}

function notEmpty(path: string, requests: RequestFile[]): RequestFile[] {
  if (requests.length > 0) return requests;
  throw new PolicyHostError('ARGUMENT', `no requests found in ${path}`);
}
