// SPDX-License-Identifier: Apache-2.0
import { readFileSync, statSync } from 'node:fs';
import { basename, relative } from 'node:path';
import { PolicyHostError } from '../errors.js';
import type { SourceFile } from './types.js';

/** Gives all of standard input. */
export type ReadStdin = () => Promise<Uint8Array>;

/** Begins a text that is YAML although it looks like JSON. */
const SEPARATOR = /^---/m;

/**
 * Reads what `--request-path` names: files, folders with all their manifests,
 * and standard input (`-`).
 *
 * @throws PolicyHostError ARGUMENT for what cannot be read, and for a folder
 *   without manifests
 */
export async function readFiles(
  paths: readonly string[],
  readStdin: ReadStdin,
): Promise<SourceFile[]> {
  const files: SourceFile[] = [];
  for (const path of paths) files.push(...(await readOne(path, readStdin)));
  return files;
}

async function readOne(
  path: string,
  readStdin: ReadStdin,
): Promise<SourceFile[]> {
  if (path === '-') return [source('stdin', 'stdin', await readStdin())];
  try {
    if (!statSync(path).isDirectory()) {
      return [source(path, basename(path), readFileSync(path))];
    }
    const { findFiles } = await import('./find-files.js');
    const found = await findFiles(path);
    if (found.length === 0) throw nothingIn(path);
    return found.map((file) =>
      source(file, relative(path, file), readFileSync(file), true),
    );
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

/** The error for input in which there is nothing to evaluate. */
export function nothingIn(path: string): PolicyHostError {
  return new PolicyHostError('ARGUMENT', `no requests found in ${path}`);
}

// As in kwctl a byte order mark is part of the text, and no JSON.
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function source(
  path: string,
  name: string,
  bytes: Uint8Array,
  several = false,
): SourceFile {
  try {
    const text = utf8.decode(bytes);
    return { path, name, text, format: formatOf(path, text) };
  } catch (cause) {
    const where = several ? `${name}: ` : '';
    const reason = 'stream did not contain valid UTF-8';
    throw new PolicyHostError('REQUEST', where + reason, cause);
  }
}

/** By the name of the file; without one, what begins as JSON does is JSON. */
function formatOf(path: string, text: string): SourceFile['format'] {
  if (path.endsWith('.jsonl')) return 'jsonl';
  if (path.endsWith('.json')) return 'json';
  if (/\.ya?ml$/.test(path)) return 'yaml';
  const begin = text.trimStart().charAt(0);
  const json = begin === '' || begin === '{' || begin === '[';
  return json && !SEPARATOR.test(text) ? 'json' : 'yaml';
}
