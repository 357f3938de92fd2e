// SPDX-License-Identifier: Apache-2.0
import { promises } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { PolicyHostError } from '../errors.js';
import { exportState } from '../wapc/export-state.js';
import { limitMemory } from '../wapc/limit-memory.js';

/** Where a module comes from: a path, a `file:` URL, or its bytes. */
export type ModuleSource = string | URL | Uint8Array;

/**
 * Reads and compiles a module, its memory capped.
 *
 * @throws PolicyHostError MODULE when it cannot be read or compiled, LIMIT
 *   when it asks for too much memory
 */
export async function compileModule(
  source: ModuleSource,
  maxMemoryBytes: number,
): Promise<WebAssembly.Module> {
  const bytes =
    source instanceof Uint8Array ? source : await readModule(source);
  const capped = limitMemory(bytes, maxMemoryBytes);
  try {
    return await WebAssembly.compile(exportState(capped));
  } catch (cause) {
    const text = cause instanceof Error ? cause.message : String(cause);
    throw new PolicyHostError(
      'MODULE',
      `cannot compile the module: ${text.split('\n')[0] ?? text}`,
      cause,
    );
  }
}

async function readModule(source: string | URL): Promise<Uint8Array> {
  const path =
    source instanceof URL || source.startsWith('file://')
      ? fileURLToPath(source)
      : source;
  try {
    return await promises.readFile(path);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PolicyHostError(
      'MODULE',
      `cannot read the module ${path}: ${reason}`,
      cause,
    );
  }
}
