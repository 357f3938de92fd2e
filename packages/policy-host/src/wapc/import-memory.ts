// SPDX-License-Identifier: Apache-2.0
import { PolicyHostError } from '../errors.js';
import {
  encodeCustomSection,
  encodeSection,
  encodeUnsigned,
  IMPORT_SECTION,
  joinSections,
  MEMORY_SECTION,
  readSections,
  WasmReader,
} from '../wasm/wasm-sections.js';
import type { Section } from '../wasm/wasm-sections.js';

/** Module and name under which the host's memory is imported. */
export const HOST_MEMORY = { module: 'policy-host', name: 'memory' } as const;

/** Custom section with the minimum and maximum of that memory, in pages. */
export const HOST_MEMORY_SECTION = 'policy-host.memory';

const FUNCTION_IMPORT = 0;
const MEMORY_IMPORT = 2;
const encoder = new TextEncoder();

/**
 * The module with its memory imported in place of made by itself, so that a
 * host may give the memory of one instance to the next: to make it anew takes
 * most of the time of an instance. Modules with several memories, or none, and
 * those that import anything but functions stay as they are.
 *
 * @param module as `limitMemory` leaves it: its memory has a maximum
 * @throws PolicyHostError MODULE for a module that has our section already
 */
export function importMemory(
  module: Uint8Array<ArrayBuffer>,
): Uint8Array<ArrayBuffer> {
  const sections = readSections(module);
  if (sections.some(isHostMemorySection)) {
    throw new PolicyHostError(
      'MODULE',
      `the section ${HOST_MEMORY_SECTION} is this host's own`,
    );
  }
  const memory = sections.find(({ id }) => id === MEMORY_SECTION);
  const imports = sections.find(({ id }) => id === IMPORT_SECTION);
  if (memory === undefined || imports === undefined) return module;
  const count = functionImports(imports.content);
  const reader = new WasmReader(memory.content);
  if (count === undefined || reader.unsigned() !== 1) return module;
  const limits = memory.content.subarray(reader.position);
  const rewritten = sections
    .filter((section) => section !== memory)
    .map((section) =>
      section === imports ? withMemory(count, imports, limits) : section.whole,
    );
  return new Uint8Array(
    joinSections([
      ...rewritten,
      encodeCustomSection(HOST_MEMORY_SECTION, limits.subarray(1)),
    ]),
  );
}

function isHostMemorySection({ id, content }: Section): boolean {
  if (id !== 0) return false;
  const reader = new WasmReader(content);
  const name = reader.slice(reader.unsigned());
  return new TextDecoder().decode(name) === HOST_MEMORY_SECTION;
}

/** How many imports there are; undefined where one is no function. */
function functionImports(content: Uint8Array): number | undefined {
  const reader = new WasmReader(content);
  const count = reader.unsigned();
  for (let i = 0; i < count; i++) {
    reader.slice(reader.unsigned());
    reader.slice(reader.unsigned());
    if (reader.byte() !== FUNCTION_IMPORT) return undefined;
    reader.unsigned();
  }
  return count;
}

/** The imports and the memory behind them, which moves no function's index. */
function withMemory(
  count: number,
  { content }: Section,
  limits: Uint8Array,
): Uint8Array {
  const reader = new WasmReader(content);
  reader.unsigned();
  return encodeSection(
    IMPORT_SECTION,
    Uint8Array.from([
      ...encodeUnsigned(count + 1),
      ...content.subarray(reader.position),
      ...nameBytes(HOST_MEMORY.module),
      ...nameBytes(HOST_MEMORY.name),
      MEMORY_IMPORT,
      ...limits,
    ]),
  );
}

function nameBytes(name: string): Uint8Array {
  const bytes = encoder.encode(name);
  return Uint8Array.from([...encodeUnsigned(bytes.length), ...bytes]);
}
