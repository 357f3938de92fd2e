// SPDX-License-Identifier: Apache-2.0
import { PolicyHostError } from '../errors.js';
import {
  DATA_COUNT_SECTION,
  ELEMENT_SECTION,
  encodeSection,
  encodeUnsigned,
  EXPORT_SECTION,
  GLOBAL_SECTION,
  joinSections,
  MEMORY_SECTION,
  readSections,
  TABLE_SECTION,
  WasmReader,
} from '../wasm/wasm-sections.js';
import type { Section } from '../wasm/wasm-sections.js';

/** Begins the names of the exports that are added; a guest has none of these. */
export const STATE_PREFIX = 'policy-host.';

/** What is exported of a module: its sections and their kinds of exports. */
const STATE = [
  { section: TABLE_SECTION, kind: 1, name: 'table' },
  { section: MEMORY_SECTION, kind: 2, name: 'memory' },
  { section: GLOBAL_SECTION, kind: 3, name: 'global' },
] as const;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * The module with all that may change in an instance exported, so that an
 * instance can be made as new. Modules that can use up parts of themselves,
 * which nobody sees from outside, stay as they are.
 *
 * @throws PolicyHostError MODULE for a module that has exports of such names
 */
export function exportState(
  module: Uint8Array<ArrayBuffer>,
): Uint8Array<ArrayBuffer> {
  const sections = readSections(module);
  const exported = sections.find(({ id }) => id === EXPORT_SECTION);
  if (exported === undefined) return module;
  const reader = new WasmReader(exported.content);
  const count = reader.unsigned();
  const own = exported.content.subarray(reader.position);
  refuseForged(reader, count);
  if (usesUpSegments(sections)) return module;
  const added = STATE.flatMap(({ section, kind, name }) =>
    Array.from({ length: countOf(sections, section) }, (_, i) => {
      const bytes = encoder.encode(`${STATE_PREFIX}${name}.${i}`);
      return [bytes.length, ...bytes, kind, ...encodeUnsigned(i)];
    }),
  );
  const all = encodeSection(
    EXPORT_SECTION,
    Uint8Array.from([
      ...encodeUnsigned(count + added.length),
      ...own,
      ...added.flat(),
    ]),
  );
  return new Uint8Array(
    joinSections(
      sections.map((section) => (section === exported ? all : section.whole)),
    ),
  );
}

function refuseForged(reader: WasmReader, count: number): void {
  for (let i = 0; i < count; i++) {
    const name = decoder.decode(reader.slice(reader.unsigned()));
    if (name.startsWith(STATE_PREFIX)) {
      throw new PolicyHostError(
        'MODULE',
        `exports that begin with ${STATE_PREFIX} are this host's own`,
      );
    }
    reader.byte();
    reader.unsigned();
  }
}

/**
 * Whether code drops segments, or copies from those that can be dropped. Such
 * code is not valid without these sections; other code is.
 */
function usesUpSegments(sections: readonly Section[]): boolean {
  const rest = sections.filter(
    ({ id }) => id !== ELEMENT_SECTION && id !== DATA_COUNT_SECTION,
  );
  const bytes = joinSections(rest.map(({ whole }) => whole));
  return !WebAssembly.validate(new Uint8Array(bytes));
}

function countOf(sections: readonly Section[], wanted: number): number {
  const section = sections.find(({ id }) => id === wanted);
  return section === undefined ? 0 : new WasmReader(section.content).unsigned();
}
