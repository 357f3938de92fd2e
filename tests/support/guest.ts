// SPDX-License-Identifier: Apache-2.0

/**
 * A synchronous waPC host for tests: the compiled module runs on this thread
 * and every host call is answered by a function, so that thousands of requests
 * a second are possible and nothing touches the network.
 *
 * @see https://wapc.io/docs/spec/
 */
import { readFileSync } from 'node:fs';
import { projectPath } from './project.js';

/** One `__host_call` of the guest; the texts and the payload are decoded UTF-8. */
export interface HostCall {
  readonly binding: string;
  readonly namespace: string;
  readonly operation: string;
  readonly payload: string;
}

/** What a host answers: response bytes, or the text of an error. */
export type HostAnswer =
  | { readonly kind: 'ok'; readonly bytes: Uint8Array }
  | { readonly kind: 'error'; readonly message: string };

/** Answers the host calls of a guest; called synchronously, in order. */
export type ScriptedHost = (call: HostCall) => HostAnswer;

/**
 * The outcome of one guest call. `bytes` is the response (`ok`), the guest's
 * error text (`error`) or the text of the trap (`trap`), always as UTF-8.
 */
export interface GuestResult {
  readonly status: 'ok' | 'error' | 'trap';
  readonly bytes: Uint8Array;
  readonly calls: readonly HostCall[];
}

/** The compiled policy: that at the root of the project, or another build. */
export const POLICY_WASM = projectPath(
  process.env['POLICY_WASM'] ?? 'policy.wasm',
);

/** The part of the WebAssembly JavaScript API used here; Node's types lack it. */
interface WasmApi {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => WasmInstance;
  readonly Memory: new (...args: never[]) => { readonly buffer: ArrayBuffer };
}

interface WasmInstance {
  readonly exports: Readonly<Record<string, unknown>>;
}

const wasm = (globalThis as unknown as { WebAssembly: WasmApi }).WebAssembly;

const NO_BYTES = new Uint8Array(0);
const decoder = new TextDecoder('utf-8', { fatal: true });
const encoder = new TextEncoder();

/** State of the call that is running; cleared before each one. */
interface CallState {
  operation: Uint8Array;
  payload: Uint8Array;
  response: Uint8Array | undefined;
  error: Uint8Array | undefined;
  hostResponse: Uint8Array;
  hostError: Uint8Array;
  calls: HostCall[];
  host: ScriptedHost;
}

function idleState(): CallState {
  return {
    operation: NO_BYTES,
    payload: NO_BYTES,
    response: undefined,
    error: undefined,
    hostResponse: NO_BYTES,
    hostError: NO_BYTES,
    calls: [],
    host: denyAll,
  };
}

const denyAll: ScriptedHost = (call) => ({
  kind: 'error',
  message: `unexpected host call ${call.namespace}/${call.operation}`,
});

/**
 * One module with at most one live instance. The instance is kept between
 * calls, as kwctl keeps it, and replaced after a trap.
 */
export class Guest {
  readonly #module: object;
  #instance: WasmInstance | undefined;
  #state = idleState();

  constructor(module: object) {
    this.#module = module;
  }

  /**
   * Calls an operation with a payload (bytes, or text sent as UTF-8). Never
   * throws for what the guest does: a trap is an outcome.
   */
  call(
    operation: string,
    payload: Uint8Array | string,
    host: ScriptedHost = denyAll,
  ): GuestResult {
    const state = idleState();
    state.operation = encoder.encode(operation);
    state.payload =
      typeof payload === 'string' ? encoder.encode(payload) : payload;
    state.host = host;
    try {
      const guestCall = this.#start();
      this.#state = state;
      const succeeded = guestCall(state.operation.length, state.payload.length);
      return outcome(state, succeeded);
    } catch (error) {
      this.#instance = undefined;
      return {
        status: 'trap',
        bytes: encoder.encode(String(error)),
        calls: state.calls,
      };
    }
  }

  /** Drops the instance, so that the next call starts with fresh memory. */
  reset(): void {
    this.#instance = undefined;
  }

  /** Size of the linear memory in bytes; 0 before the first call. */
  get memoryBytes(): number {
    return this.#instance === undefined ? 0 : this.#memory().length;
  }

  #start(): (operationLength: number, payloadLength: number) => unknown {
    if (this.#instance === undefined) {
      this.#instance = new wasm.Instance(this.#module, {
        wapc: this.#imports(),
      });
      for (const name of ['_start', 'wapc_init']) {
        const init = this.#instance.exports[name];
        if (typeof init === 'function') init();
      }
    }
    const guestCall = this.#instance.exports['__guest_call'];
    if (typeof guestCall !== 'function') {
      throw new Error('the module does not export __guest_call');
    }
    return (operationLength, payloadLength) =>
      guestCall(operationLength, payloadLength) as unknown;
  }

  /** A fresh view: the buffer is replaced whenever the memory grows. */
  #memory(): Uint8Array {
    const memory = this.#instance?.exports['memory'];
    if (!(memory instanceof wasm.Memory)) {
      throw new Error('the module does not export its memory');
    }
    return new Uint8Array(memory.buffer);
  }

  #read(pointer: number, length: number): Uint8Array {
    const memory = this.#memory();
    const start = pointer >>> 0;
    const end = start + (length >>> 0);
    if (end > memory.length) throw new RangeError('read outside of memory');
    return memory.slice(start, end);
  }

  #write(pointer: number, bytes: Uint8Array): void {
    if (bytes.length > 0) this.#memory().set(bytes, pointer >>> 0);
  }

  #text(pointer: number, length: number): string {
    return decoder.decode(this.#read(pointer, length));
  }

  #imports(): Record<string, (...args: number[]) => number | void> {
    return {
      __guest_request: (operation = 0, payload = 0) => {
        this.#write(payload, this.#state.payload);
        this.#write(operation, this.#state.operation);
      },
      __guest_response: (pointer = 0, length = 0) => {
        this.#state.response = this.#read(pointer, length);
      },
      __guest_error: (pointer = 0, length = 0) => {
        this.#state.error = this.#read(pointer, length);
      },
      __console_log: () => undefined,
      __host_call: (...args) => this.#hostCall(args),
      __host_response_len: () => this.#state.hostResponse.length,
      __host_response: (pointer = 0) =>
        this.#write(pointer, this.#state.hostResponse),
      __host_error_len: () => this.#state.hostError.length,
      __host_error: (pointer = 0) =>
        this.#write(pointer, this.#state.hostError),
    };
  }

  #hostCall(args: readonly number[]): number {
    const argument = (index: number): number => args[index] ?? 0;
    const call: HostCall = {
      binding: this.#text(argument(0), argument(1)),
      namespace: this.#text(argument(2), argument(3)),
      operation: this.#text(argument(4), argument(5)),
      payload: this.#text(argument(6), argument(7)),
    };
    const state = this.#state;
    state.calls.push(call);
    const answer = state.host(call);
    const succeeded = answer.kind === 'ok';
    state.hostResponse = succeeded ? answer.bytes : NO_BYTES;
    state.hostError = succeeded ? NO_BYTES : encoder.encode(answer.message);
    return succeeded ? 1 : 0;
  }
}

/** Applies kwctl's rules for what counts as success of a guest call. */
function outcome(state: CallState, succeeded: unknown): GuestResult {
  const { calls, response, error } = state;
  if (succeeded === 1 && response !== undefined) {
    return { status: 'ok', bytes: response, calls };
  }
  if (error !== undefined) return { status: 'error', bytes: error, calls };
  const text =
    succeeded === 1
      ? 'No error message OR response set for call success'
      : 'No error message set for call failure';
  return { status: 'error', bytes: encoder.encode(text), calls };
}

/**
 * Reads and compiles a module; instances are made on the first call.
 *
 * @param path - a `.wasm` file, by default the policy of this project
 * @throws when the file is missing or no Wasm module
 */
export function loadGuest(path: string = POLICY_WASM): Guest {
  return new Guest(new wasm.Module(readFileSync(path)));
}
