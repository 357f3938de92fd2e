// SPDX-License-Identifier: Apache-2.0
import { PolicyHostError } from '../errors.js';

/** Bytes of one WebAssembly memory page. */
export const PAGE_BYTES = 65536;

const HEADER_BYTES = 8;
const MEMORY_SECTION = 5;
const MAGIC = [0x00, 0x61, 0x73, 0x6d];

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
  if (!MAGIC.every((byte, i) => module[i] === byte)) {
    throw new PolicyHostError('MODULE', 'invalid wasm file');
  }
  const reader = new Reader(module, HEADER_BYTES);
  while (reader.at < module.length) {
    const start = reader.at;
    const id = reader.byte();
    const size = reader.u32();
    const body = reader.at;
    if (id === MEMORY_SECTION) {
      const section = limitSection(
        new Reader(module, body),
        Math.floor(limitBytes / PAGE_BYTES),
      );
      return concat(
        module.subarray(0, start),
        [MEMORY_SECTION, ...leb(section.length), ...section],
        module.subarray(body + size),
      );
    }
    reader.at = body + size;
  }
  return new Uint8Array(module);
}

function limitSection(reader: Reader, limitPages: number): number[] {
  const count = reader.u32();
  const section = leb(count);
  for (let i = 0; i < count; i++) {
    const flags = reader.byte();
    const minimum = reader.u32();
    const maximum = (flags & 1) === 1 ? reader.u32() : Infinity;
    if (minimum > limitPages) {
      throw new PolicyHostError(
        'LIMIT',
        `the module asks for ${minimum * PAGE_BYTES} bytes of memory, more than the limit of ${limitPages * PAGE_BYTES}`,
      );
    }
    section.push(
      flags | 1,
      ...leb(minimum),
      ...leb(Math.min(maximum, limitPages)),
    );
  }
  return section;
}

function concat(
  ...parts: readonly (Uint8Array | readonly number[])[]
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, p) => sum + p.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** Unsigned LEB128. */
function leb(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  return [...bytes, rest];
}

class Reader {
  constructor(
    private readonly bytes: Uint8Array,
    public at: number,
  ) {}

  byte(): number {
    const byte = this.bytes[this.at++];
    if (byte === undefined) {
      throw new PolicyHostError('MODULE', 'the wasm file is truncated');
    }
    return byte;
  }

  u32(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 0x80) {
      const byte = this.byte();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
  }
}
