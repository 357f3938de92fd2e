// SPDX-License-Identifier: Apache-2.0
import { PolicyHostError } from '../errors.js';
import { idleState } from './call-state.js';
import type { CallState } from './call-state.js';
import { wapcImports } from './host-imports.js';
import { HostMemory } from './host-memory.js';
import { HOST_MEMORY } from './import-memory.js';
import type { ImportContext, InstanceHost } from './host-imports.js';
import { WapcInstance } from './instance.js';
import type { GuestCall } from './instance.js';
import { GuestMemory } from './memory.js';
import {
  FAILURE_TEXTS,
  GUEST_CALL_EXPORT,
  IMPORT_MODULE,
  INIT_EXPORTS,
  MEMORY_EXPORT,
} from './protocol.js';
import { ProcessExit, WASI_MODULE, wasiImports } from './wasi.js';

type Imports = Record<string, WebAssembly.ModuleImports>;

/**
 * A module with its imports, which all of its instances share: to make them
 * takes as long as an instance itself. So only the latest instance may be
 * called.
 *
 * @see docs/host-conformance.md, "waPC ABI"
 */
export class LinkedModule {
  private readonly imports: Imports;
  private readonly hostMemory: HostMemory | undefined;
  /** Those of the latest instance. */
  private state: CallState = idleState();
  private memory: GuestMemory | undefined;

  /** @throws PolicyHostError MODULE for unknown imports */
  constructor(
    private readonly module: WebAssembly.Module,
    host: InstanceHost,
  ) {
    const context: ImportContext = {
      host,
      state: () => this.state,
      memory: () => {
        if (this.memory !== undefined) return this.memory;
        // Only a wasm start section could call us this early.
        throw new PolicyHostError('MODULE', 'host call before instantiation');
      },
    };
    this.hostMemory = HostMemory.of(module);
    this.imports = importsFor(module, context, this.hostMemory !== undefined);
  }

  /**
   * Makes an instance and runs the start functions.
   *
   * @throws PolicyHostError MODULE for missing exports, a failing start
   *   function
   */
  instantiate(): WapcInstance {
    this.state = idleState();
    this.memory = undefined;
    const { exports } = this.instance();
    const exported = exports[MEMORY_EXPORT];
    if (!(exported instanceof WebAssembly.Memory)) {
      throw new PolicyHostError(
        'MODULE',
        `the module does not export its memory as "${MEMORY_EXPORT}"`,
      );
    }
    this.memory = new GuestMemory(exported);
    runInit(exports);
    const guestCall = exports[GUEST_CALL_EXPORT];
    if (typeof guestCall !== 'function') {
      throw new PolicyHostError('MODULE', FAILURE_TEXTS.noGuestCall);
    }
    return new WapcInstance(guestCall as GuestCall, (state) => {
      this.state = state;
    });
  }

  private instance(): WebAssembly.Instance {
    const { imports, hostMemory } = this;
    try {
      if (hostMemory !== undefined) {
        imports[HOST_MEMORY.module] = { [HOST_MEMORY.name]: hostMemory.next() };
      }
      return new WebAssembly.Instance(this.module, imports);
    } catch (cause) {
      throw initFailure(cause);
    }
  }
}

function importsFor(
  module: WebAssembly.Module,
  context: ImportContext,
  hasHostMemory: boolean,
): Imports {
  const imports: Imports = {
    [IMPORT_MODULE]: wapcImports(context),
    [WASI_MODULE]: wasiImports(context),
  };
  for (const wanted of WebAssembly.Module.imports(module)) {
    const isMemory = wanted.kind === 'memory';
    if (isMemory && hasHostMemory) continue;
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
  return imports;
}

function runInit(exports: WebAssembly.Exports): void {
  for (const name of INIT_EXPORTS) {
    const init = exports[name];
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
