// SPDX-License-Identifier: Apache-2.0
import { PolicyHostError } from '../errors.js';
import {
  encodeSection,
  encodeUnsigned,
  isWasm,
  joinSections,
  MEMORY_SECTION,
  readSections,
  TABLE_SECTION,
  WasmReader,
} from '../wasm/wasm-sections.js';

/** Bytes of one WebAssembly memory page. */
const PAGE_BYTES = 65536;

/** What the engine needs for one table entry, at most. */
const TABLE_ENTRY_BYTES = 8;

/** Flag of the limits of a memory or table that state a maximum. */
const HAS_MAXIMUM = 1;

/** Begins a table whose entries are initialised by an expression. */
const TABLE_WITH_EXPRESSION = 0x40;

/**
 * The module with the maxima of its memories and its tables lowered to a limit.
 * The engine then refuses growth beyond it, as `memory.grow` and `table.grow`
 * answering -1 inside the guest, which no check from outside could do in time.
 *
 * @param module bytes of a WebAssembly module
 * @param limitBytes for all memories together, each rounded down to whole
 *   pages; all tables together may have as much again
 * @throws PolicyHostError MODULE when the bytes are no module, LIMIT when
 *   memory or tables start out larger than the limit
 */
export function limitMemory(
  module: Uint8Array,
  limitBytes: number,
): Uint8Array<ArrayBuffer> {
  const sections = sectionsOf(module).map(({ id, content, whole }) => {
    const reader = new WasmReader(content);
    if (id === MEMORY_SECTION) {
      return encodeSection(id, limitMemories(reader, limitBytes));
    }
    if (id === TABLE_SECTION) {
      return encodeSection(id, limitTables(reader, limitBytes));
    }
    return whole;
  });
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
function limitMemories(reader: WasmReader, limitBytes: number): Uint8Array {
  const count = reader.unsigned();
  const memories = Array.from({ length: count }, () =>
    limitOne(reader, PAGE_BYTES, limitBytes / count, 'memory'),
  );
  return Uint8Array.from([...encodeUnsigned(count), ...memories.flat()]);
}

/** @throws PolicyHostError MODULE for 64-bit tables and typed references */
function limitTables(reader: WasmReader, limitBytes: number): Uint8Array {
  const count = reader.unsigned();
  const tables = Array.from({ length: count }, () => {
    const type = reader.byte();
    if (type === TABLE_WITH_EXPRESSION) {
      throw new PolicyHostError('MODULE', 'unsupported kind of table');
    }
    const share = limitBytes / count;
    return [type, ...limitOne(reader, TABLE_ENTRY_BYTES, share, 'table')];
  });
  return Uint8Array.from([...encodeUnsigned(count), ...tables.flat()]);
}

/** The limits of one memory or table, which count units of so many bytes. */
function limitOne(
  reader: WasmReader,
  unitBytes: number,
  limitBytes: number,
  what: 'memory' | 'table',
): number[] {
  const most = Math.floor(limitBytes / unitBytes);
  const flags = reader.byte();
  if (flags > HAS_MAXIMUM) {
    throw new PolicyHostError('MODULE', `unsupported kind of ${what}`);
  }
  const minimum = reader.unsigned();
  const maximum = flags === HAS_MAXIMUM ? reader.unsigned() : Infinity;
  if (minimum > most) {
    const asked = minimum * unitBytes;
    throw new PolicyHostError(
      'LIMIT',
      `the module asks for ${asked} bytes of ${what}, more than the limit of ${most * unitBytes}`,
    );
  }
  return [
    HAS_MAXIMUM,
    ...encodeUnsigned(minimum),
    ...encodeUnsigned(Math.min(maximum, most)),
  ];
}
