// SPDX-License-Identifier: Apache-2.0
import { PolicyHostError } from '../errors.js';
import { CallState, idleState } from './call-state.js';
import { wapcImports } from './host-imports.js';
import type { ImportContext, InstanceHost } from './host-imports.js';
import { GuestMemory } from './memory.js';
import {
  FAILURE_TEXTS,
  GUEST_CALL_EXPORT,
  IMPORT_MODULE,
  INIT_EXPORTS,
  MEMORY_EXPORT,
} from './protocol.js';
import { trapError } from './trap.js';
import { ProcessExit, WASI_MODULE, wasiImports } from './wasi.js';

const encoder = new TextEncoder();

type GuestCall = (operationLength: number, payloadLength: number) => number;

/**
 * One instance of a waPC guest, driven synchronously. It runs where it is
 * made: inside a worker thread in Node, on the page's thread in a browser.
 * Linear memory persists between calls; call state does not.
 *
 * @see docs/host-conformance.md, "waPC ABI"
 */
export class WapcInstance {
  private state = idleState();
  private trapped = false;

  private constructor(
    private readonly guestCall: GuestCall,
    private readonly setState: (state: CallState) => void,
  ) {}

  /**
   * Instantiates and runs the start functions.
   *
   * @throws PolicyHostError MODULE for unknown imports, missing exports, a
   *   failing start function
   */
  static create(module: WebAssembly.Module, host: InstanceHost): WapcInstance {
    let state = idleState();
    const linked: { memory?: GuestMemory } = {};
    const context: ImportContext = {
      host,
      state: () => state,
      memory: () => {
        if (linked.memory !== undefined) return linked.memory;
        // Only a wasm start section could call us this early.
        throw new PolicyHostError('MODULE', 'host call before instantiation');
      },
    };
    const instance = instantiate(module, context);
    const exported = instance.exports[MEMORY_EXPORT];
    if (!(exported instanceof WebAssembly.Memory)) {
      throw new PolicyHostError(
        'MODULE',
        `the module does not export its memory as "${MEMORY_EXPORT}"`,
      );
    }
    linked.memory = new GuestMemory(exported);
    runInit(instance);
    const guestCall = instance.exports[GUEST_CALL_EXPORT];
    if (typeof guestCall !== 'function') {
      throw new PolicyHostError('MODULE', FAILURE_TEXTS.noGuestCall);
    }
    return new WapcInstance(guestCall as GuestCall, (next) => {
      state = next;
    });
  }

  /**
   * Calls one guest operation.
   *
   * @param payload UTF-8 JSON, or empty
   * @returns the guest's reply bytes
   * @throws PolicyHostError GUEST with the guest's own text, or that of a
   *   trap; LIMIT when it handed over too much
   */
  call(operation: string, payload: Uint8Array): Uint8Array {
    const name = encoder.encode(operation);
    this.state = new CallState(name, payload);
    this.setState(this.state);
    let result: number;
    try {
      result = this.guestCall(name.length, payload.length);
    } catch (cause) {
      this.trapped = true;
      throw trapError(cause, this.state.error);
    }
    return this.reply(result);
  }

  /** A trap left memory in an unknown state: make a new instance. */
  get poisoned(): boolean {
    return this.trapped;
  }

  /** Reply, else error, else a fixed text: in this order of precedence. */
  private reply(result: number): Uint8Array {
    const { response, error } = this.state;
    if (result === 0) {
      throw new PolicyHostError('GUEST', error ?? FAILURE_TEXTS.noErrorMessage);
    }
    if (response !== undefined) return response;
    throw new PolicyHostError('GUEST', error ?? FAILURE_TEXTS.noResponse);
  }
}

function instantiate(
  module: WebAssembly.Module,
  context: ImportContext,
): WebAssembly.Instance {
  const imports: WebAssembly.Imports = {
    [IMPORT_MODULE]: wapcImports(context),
    [WASI_MODULE]: wasiImports(context),
  };
  for (const wanted of WebAssembly.Module.imports(module)) {
    const functions = imports[wanted.module];
    const known =
      functions !== undefined && Object.hasOwn(functions, wanted.name);
    if (!known || wanted.kind !== 'function') {
      throw new PolicyHostError(
        'MODULE',
        `unknown import: \`${wanted.module}::${wanted.name}\` has not been defined`,
      );
    }
  }
  try {
    return new WebAssembly.Instance(module, imports);
  } catch (cause) {
    throw initFailure(cause);
  }
}

function runInit(instance: WebAssembly.Instance): void {
  for (const name of INIT_EXPORTS) {
    const init = instance.exports[name];
    if (typeof init !== 'function') continue;
    try {
      init();
    } catch (cause) {
      if (cause instanceof ProcessExit && cause.status === 0) continue;
      throw initFailure(cause);
    }
  }
}

function initFailure(cause: unknown): PolicyHostError {
  const text = cause instanceof Error ? cause.message : String(cause);
  return new PolicyHostError('MODULE', `Initialization failed: ${text}`, cause);
}
