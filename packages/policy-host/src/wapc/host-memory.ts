// SPDX-License-Identifier: Apache-2.0
import { WasmReader } from '../wasm/wasm-sections.js';
import { HOST_MEMORY_SECTION } from './import-memory.js';
import { PAGE_BYTES } from './limit-memory.js';

/** Larger memories are sooner made anew than filled with zeroes. */
const MOST_PAGES = 16;

/** V8 keeps a list of a memory's instances, which must not become long. */
const MOST_INSTANCES = 64;

/**
 * The memory of a module's instances, one after the other: zeroes and the
 * minimal size for each, as a new memory has. One that has grown cannot shrink
 * and is left to its instance.
 */
export class HostMemory {
  private memory: WebAssembly.Memory | undefined;
  private instances = 0;

  private constructor(private readonly limits: WebAssembly.MemoryDescriptor) {}

  /** Undefined for a module whose instances make their memory. */
  static of(module: WebAssembly.Module): HostMemory | undefined {
    const { customSections } = WebAssembly.Module;
    const [section] = customSections(module, HOST_MEMORY_SECTION);
    if (section === undefined) return undefined;
    const reader = new WasmReader(new Uint8Array(section));
    const initial = reader.unsigned();
    return new HostMemory({ initial, maximum: reader.unsigned() });
  }

  /** For the next instance; the one before must not be called any more. */
  next(): WebAssembly.Memory {
    if (this.memory === undefined || !this.isReusable(this.memory)) {
      this.memory = new WebAssembly.Memory(this.limits);
      this.instances = 0;
    } else {
      new Uint8Array(this.memory.buffer).fill(0);
    }
    this.instances++;
    return this.memory;
  }

  private isReusable({ buffer }: WebAssembly.Memory): boolean {
    const { initial } = this.limits;
    return (
      initial <= MOST_PAGES &&
      buffer.byteLength === initial * PAGE_BYTES &&
      this.instances < MOST_INSTANCES
    );
  }
}
