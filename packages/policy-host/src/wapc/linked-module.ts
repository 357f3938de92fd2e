// SPDX-License-Identifier: Apache-2.0
import { PolicyHostError } from '../errors.js';
import { idleState } from './call-state.js';
import type { CallState } from './call-state.js';
import { wapcImports } from './host-imports.js';
import type { ImportContext, InstanceHost } from './host-imports.js';
import { WapcInstance } from './instance.js';
import type { GuestCall } from './instance.js';
import { InstanceState } from './instance-state.js';
import { GuestMemory } from './memory.js';
import {
  FAILURE_TEXTS,
  GUEST_CALL_EXPORT,
  IMPORT_MODULE,
  INIT_EXPORTS,
  MEMORY_EXPORT,
} from './protocol.js';
import { ProcessExit, WASI_MODULE, wasiImports } from './wasi.js';

/**
 * A module with its imports, which all of its instances share: to make them
 * takes as long as an instance itself. So only the latest instance may be
 * called, and where all of its state is known it is used again.
 *
 * @see docs/host-conformance.md, "waPC ABI"
 */
export class LinkedModule {
  private readonly imports: WebAssembly.Imports;
  /** Those of the latest instance. */
  private state: CallState = idleState();
  private memory: GuestMemory | undefined;
  private exports: WebAssembly.Exports = {};
  private begun: InstanceState | undefined;
  private latest: WapcInstance | undefined;

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
    this.imports = importsFor(module, context);
  }

  /**
   * An instance that is as new, its start functions run. It may be the one
   * before, put back to how it began.
   *
   * @throws PolicyHostError MODULE for missing exports, a failing start
   *   function
   */
  instantiate(): WapcInstance {
    const { latest } = this;
    this.latest = undefined;
    this.state = idleState();
    const again = latest?.poisoned === false && this.begun?.restore() === true;
    if (!again) this.exports = this.begin();
    runInit(this.exports);
    const guestCall = this.exports[GUEST_CALL_EXPORT];
    if (typeof guestCall !== 'function') {
      throw new PolicyHostError('MODULE', FAILURE_TEXTS.noGuestCall);
    }
    this.latest = new WapcInstance(guestCall as GuestCall, (state) => {
      this.state = state;
    });
    return this.latest;
  }

  /** The exports of a new instance, of which nothing has been called. */
  private begin(): WebAssembly.Exports {
    this.memory = undefined;
    this.begun = undefined;
    const { exports } = this.instance();
    const exported = exports[MEMORY_EXPORT];
    if (!(exported instanceof WebAssembly.Memory)) {
      throw new PolicyHostError(
        'MODULE',
        `the module does not export its memory as "${MEMORY_EXPORT}"`,
      );
    }
    this.memory = new GuestMemory(exported);
    this.begun = InstanceState.of(exports);
    return exports;
  }

  private instance(): WebAssembly.Instance {
    try {
      return new WebAssembly.Instance(this.module, this.imports);
    } catch (cause) {
      throw initFailure(cause);
    }
  }
}

function importsFor(
  module: WebAssembly.Module,
  context: ImportContext,
): WebAssembly.Imports {
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
