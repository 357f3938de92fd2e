// SPDX-License-Identifier: Apache-2.0
import { PolicyHostError } from '../errors.js';
import {
  encodeSection,
  encodeUnsigned,
  isWasm,
  joinSections,
  MEMORY_SECTION,
  readSections,
  WasmReader,
} from '../metadata/wasm-sections.js';

/** Bytes of one WebAssembly memory page. */
const PAGE_BYTES = 65536;

/** Flag of a memory type that states a maximum. */
const HAS_MAXIMUM = 1;

/**
 * The module with the maximum of its memory lowered to a limit. The engine then
 * refuses growth beyond it, as `memory.grow` answering -1 inside the guest,
 * which no check from outside could do in time.
 *
 * @param module bytes of a WebAssembly module
 * @param limitBytes rounded down to whole pages
 * @throws PolicyHostError MODULE when the bytes are no module, LIMIT when the
 *   memory starts out larger than the limit
 */
export function limitMemory(
  module: Uint8Array,
  limitBytes: number,
): Uint8Array<ArrayBuffer> {
  const limitPages = Math.floor(limitBytes / PAGE_BYTES);
  const sections = sectionsOf(module).map(({ id, content, whole }) =>
    id === MEMORY_SECTION
      ? encodeSection(id, limitMemories(new WasmReader(content), limitPages))
      : whole,
  );
  return new Uint8Array(joinSections(sections));
}

function sectionsOf(module: Uint8Array) {
  if (!isWasm(module)) throw new PolicyHostError('MODULE', 'invalid wasm file');
  try {
    return readSections(module);
  } catch (cause) {
    throw new PolicyHostError('MODULE', 'the wasm file is truncated', cause);
  }
}

/** @throws PolicyHostError MODULE for 64-bit or shared memories */
function limitMemories(reader: WasmReader, limitPages: number): Uint8Array {
  const count = reader.unsigned();
  const memories = Array.from({ length: count }, () => {
    const flags = reader.byte();
    if (flags > HAS_MAXIMUM) {
      throw new PolicyHostError('MODULE', 'unsupported kind of memory');
    }
    const minimum = reader.unsigned();
    const maximum = flags === HAS_MAXIMUM ? reader.unsigned() : Infinity;
    if (minimum > limitPages) {
      throw new PolicyHostError(
        'LIMIT',
        `the module asks for ${minimum * PAGE_BYTES} bytes of memory, more than the limit of ${limitPages * PAGE_BYTES}`,
      );
    }
    return [
      HAS_MAXIMUM,
      ...encodeUnsigned(minimum),
      ...encodeUnsigned(Math.min(maximum, limitPages)),
    ];
  });
  return Uint8Array.from([...encodeUnsigned(count), ...memories.flat()]);
}
