// SPDX-License-Identifier: Apache-2.0
import { PolicyHostError } from '../errors.js';

const MAGIC_AND_VERSION = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
const MAX_LEB128_BYTES = 5;

/** Id of custom sections, WebAssembly core specification 5.5.3. */
export const CUSTOM_SECTION = 0;
/** Id of the table section. */
export const TABLE_SECTION = 4;
/** Id of the memory section. */
export const MEMORY_SECTION = 5;
/** Id of the global section. */
export const GLOBAL_SECTION = 6;
/** Id of the export section. */
export const EXPORT_SECTION = 7;
/** Id of the start section. */
export const START_SECTION = 8;
/** Id of the element section. */
export const ELEMENT_SECTION = 9;
/** Id of the data section. */
export const DATA_SECTION = 11;
/** Id of the data count section. */
export const DATA_COUNT_SECTION = 12;

/** One section of a module; `whole` has its id and size in front. */
export interface Section {
  readonly id: number;
  readonly content: Uint8Array;
  readonly whole: Uint8Array;
}

/** Whether bytes begin like a WebAssembly 1 module. */
export function isWasm(bytes: Uint8Array): boolean {
  return MAGIC_AND_VERSION.every((byte, index) => bytes[index] === byte);
}

/** Reads bytes, LEB128 numbers and slices; never past the end. */
export class WasmReader {
  private at = 0;

  constructor(private readonly bytes: Uint8Array) {}

  get done(): boolean {
    return this.at >= this.bytes.length;
  }

  get position(): number {
    return this.at;
  }

  byte(): number {
    const byte = this.bytes[this.at];
    if (byte === undefined) throw truncated();
    this.at += 1;
    return byte;
  }

  /** Unsigned LEB128 of at most 32 bits. */
  unsigned(): number {
    let value = 0;
    for (let index = 0; index < MAX_LEB128_BYTES; index += 1) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** (7 * index);
      if (byte < 0x80) {
        if (value > 0xffffffff) break;
        return value;
      }
    }
    throw new PolicyHostError(
      'METADATA',
      'Error parsing wasm module: number out of range',
    );
  }

  /** Skips a LEB128 number of any width and sign. */
  skipNumber(): void {
    while (this.byte() >= 0x80);
  }

  slice(length: number): Uint8Array {
    if (length > this.bytes.length - this.at) throw truncated();
    const slice = this.bytes.subarray(this.at, this.at + length);
    this.at += length;
    return slice;
  }
}

/**
 * Splits a module into its sections, in order.
 *
 * @throws PolicyHostError METADATA `Error parsing wasm module: ...`
 */
export function readSections(module: Uint8Array): readonly Section[] {
  if (!isWasm(module)) {
    throw new PolicyHostError(
      'METADATA',
      'Error parsing wasm module: magic header not detected',
    );
  }
  const body = module.subarray(MAGIC_AND_VERSION.length);
  const reader = new WasmReader(body);
  const sections: Section[] = [];
  while (!reader.done) {
    const start = reader.position;
    const id = reader.byte();
    const content = reader.slice(reader.unsigned());
    sections.push({
      id,
      content,
      whole: body.subarray(start, reader.position),
    });
  }
  return sections;
}

/** A module of these sections. */
export function joinSections(sections: readonly Uint8Array[]): Uint8Array {
  return concat([MAGIC_AND_VERSION, ...sections]);
}

/** A custom section with id, size and name. */
export function encodeCustomSection(
  name: string,
  content: Uint8Array,
): Uint8Array {
  const nameBytes = new TextEncoder().encode(name);
  return encodeSection(
    CUSTOM_SECTION,
    concat([encodeUnsigned(nameBytes.length), nameBytes, content]),
  );
}

/** Any section with its id and size in front. */
export function encodeSection(id: number, content: Uint8Array): Uint8Array {
  return concat([Uint8Array.of(id), encodeUnsigned(content.length), content]);
}

/** Unsigned LEB128. */
export function encodeUnsigned(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest % 0x80;
    rest = Math.floor(rest / 0x80);
    bytes.push(rest === 0 ? low : low + 0x80);
  } while (rest > 0);
  return Uint8Array.from(bytes);
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const joined = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

function truncated(): PolicyHostError {
  return new PolicyHostError(
    'METADATA',
    'Error parsing wasm module: unexpected end-of-file',
  );
}
