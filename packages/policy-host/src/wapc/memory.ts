// SPDX-License-Identifier: Apache-2.0
import { PolicyHostError } from '../errors.js';

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Most bytes of a text that is read without the decoder. */
const SHORT_BYTES = 32;

/** Names are short, and sooner read than handed to the decoder. */
function shortAscii(bytes: Uint8Array): string | undefined {
  if (bytes.length > SHORT_BYTES) return undefined;
  let text = '';
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0;
    if (byte >= 0x80) return undefined;
    text += String.fromCharCode(byte);
  }
  return text;
}

/**
 * A guest's linear memory with every access checked. Pointers and lengths come
 * from the guest as signed i32 and are read as unsigned; the buffer is looked
 * up each time because any guest code may have grown it.
 */
export class GuestMemory {
  constructor(private readonly memory: WebAssembly.Memory) {}

  /** Current size in bytes. */
  get byteLength(): number {
    return this.memory.buffer.byteLength;
  }

  /**
   * A copy of `length` bytes at `pointer`.
   *
   * @param limitBytes most the host is willing to copy
   * @throws PolicyHostError GUEST out of bounds, LIMIT above the limit
   */
  read(pointer: number, length: number, limitBytes: number): Uint8Array {
    const [start, end] = this.range(pointer, length);
    if (end - start > limitBytes) {
      throw new PolicyHostError(
        'LIMIT',
        `the guest passed ${end - start} bytes, more than the limit of ${limitBytes}`,
      );
    }
    return new Uint8Array(this.memory.buffer).slice(start, end);
  }

  /** Text at `pointer`; anything but UTF-8 is a guest error. */
  readText(pointer: number, length: number, limitBytes: number): string {
    const bytes = this.read(pointer, length, limitBytes);
    const short = shortAscii(bytes);
    if (short !== undefined) return short;
    try {
      return decoder.decode(bytes);
    } catch (cause) {
      throw new PolicyHostError(
        'GUEST',
        'the guest passed invalid UTF-8',
        cause,
      );
    }
  }

  /** Copies `bytes` to `pointer`. @throws PolicyHostError GUEST out of bounds */
  write(pointer: number, bytes: Uint8Array): void {
    const [start] = this.range(pointer, bytes.length);
    new Uint8Array(this.memory.buffer).set(bytes, start);
  }

  private range(pointer: number, length: number): [number, number] {
    const start = pointer >>> 0;
    const end = start + (length >>> 0);
    if (end > this.memory.buffer.byteLength) {
      throw new PolicyHostError(
        'GUEST',
        `the guest passed ${start}..${end}, outside its memory of ${this.memory.buffer.byteLength} bytes`,
      );
    }
    return [start, end];
  }
}
