// SPDX-License-Identifier: Apache-2.0
import { STATE_PREFIX } from './export-state.js';

/** More than this is sooner made anew than put back. */
const MOST_BYTES = 1024 * 1024;
const MOST_ENTRIES = 64;

/** A variable of an instance with the value it began with. */
interface Variable {
  readonly global: WebAssembly.Global;
  readonly value: number | bigint;
}

/** A table with the functions it began with. */
interface Functions {
  readonly table: WebAssembly.Table;
  readonly entries: readonly unknown[];
}

/**
 * All that may change in an instance, as it was when the instance was made and
 * nothing of it had been called. What cannot be put back to the last bit has no
 * such state: references, vectors, large memories and tables.
 */
export class InstanceState {
  private constructor(
    private readonly memory: WebAssembly.Memory,
    private readonly bytes: Uint8Array,
    private readonly variables: readonly Variable[],
    private readonly tables: readonly Functions[],
  ) {}

  /** Undefined for an instance that has to be made anew each time. */
  static of(exports: WebAssembly.Exports): InstanceState | undefined {
    const memories: WebAssembly.Memory[] = [];
    const variables: Variable[] = [];
    const tables: Functions[] = [];
    for (const [name, value] of Object.entries(exports)) {
      if (!name.startsWith(STATE_PREFIX)) continue;
      if (value instanceof WebAssembly.Memory) memories.push(value);
      if (value instanceof WebAssembly.Table) {
        const entries = entriesOf(value);
        if (entries === undefined) return undefined;
        tables.push({ table: value, entries });
      }
      if (value instanceof WebAssembly.Global) {
        const number = numberIn(value);
        if (number === undefined) return undefined;
        if (isVariable(value, number)) {
          variables.push({ global: value, value: number });
        }
      }
    }
    const [memory, another] = memories;
    if (memory === undefined || another !== undefined) return undefined;
    if (memory.buffer.byteLength > MOST_BYTES) return undefined;
    const bytes = new Uint8Array(memory.buffer).slice();
    return new InstanceState(memory, bytes, variables, tables);
  }

  /** Puts all back; false where the instance cannot be used again. */
  restore(): boolean {
    const { memory, bytes, variables, tables } = this;
    // What has grown cannot shrink.
    if (memory.buffer.byteLength !== bytes.length) return false;
    for (const { table, entries } of tables) {
      if (table.length !== entries.length) return false;
      if (entries.some((entry, i) => table.get(i) !== entry)) return false;
    }
    new Uint8Array(memory.buffer).set(bytes);
    for (const { global, value } of variables) global.value = value;
    return true;
  }
}

/** Functions and empty places; undefined for other tables and large ones. */
function entriesOf(table: WebAssembly.Table): unknown[] | undefined {
  if (table.length > MOST_ENTRIES) return undefined;
  const entries = Array.from({ length: table.length }, (_, i): unknown =>
    table.get(i),
  );
  const known = (entry: unknown) =>
    entry === null || typeof entry === 'function';
  return entries.every(known) ? entries : undefined;
}

/** No NaN: there are many of them, which look the same from outside. */
function numberIn(global: WebAssembly.Global): number | bigint | undefined {
  try {
    const value: unknown = global.value;
    if (typeof value === 'bigint') return value;
    return typeof value === 'number' && !Number.isNaN(value)
      ? value
      : undefined;
  } catch {
    // Vectors cannot be read.
    return undefined;
  }
}

function isVariable(
  global: WebAssembly.Global,
  value: number | bigint,
): boolean {
  try {
    global.value = value;
    return true;
  } catch {
    return false;
  }
}
