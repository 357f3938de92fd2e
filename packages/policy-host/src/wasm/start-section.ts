// SPDX-License-Identifier: Apache-2.0
import { readSections, START_SECTION } from './wasm-sections.js';

/**
 * What is wrong with a module that has a start section; undefined for others.
 *
 * policy-server grants guests time when it calls `_start`, `wapc_init` and
 * each operation. A start section runs before, with no time at all.
 *
 * @throws PolicyHostError METADATA when the bytes are no module
 */
export function startProblem(module: Uint8Array): string | undefined {
  if (!readSections(module).some(({ id }) => id === START_SECTION)) return;
  return (
    'the module has a WebAssembly start section, which policy-server ' +
    'interrupts at once: it will never start there. Let its top-level code ' +
    'be the export wapc_init instead (AssemblyScript: asc --exportStart wapc_init)'
  );
}
